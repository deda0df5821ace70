using System.Runtime.Intrinsics;
using MiniGrad.AotTests;
using MiniGrad.AotTests.Subjects;

// What libraries promise of themselves when they are compiled to native code: every subject prints a line with the fingerprint of its
// numbers, which is the same on the runtime where vectors are as wide.
int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
Console.WriteLine(Invariant($"vectors of {width} bits"));

Subject[] all = [.. OperationSubjects.All, .. NetworkSubjects.All, .. TrainingSubjects.All, .. FileSubjects.All, .. UseSubjects.All];
int failed = 0;
foreach (Subject subject in all)
{
    using Workplace place = new();
    try
    {
        subject.Run(place);
        Console.WriteLine($"{subject.Name}: {place.Fingerprint}");
    }
    catch (Exception fault)
    {
        failed++;
        Console.Error.WriteLine($"{subject.Name}: {fault}");
    }
}
Console.WriteLine(Invariant($"{all.Length - failed} passed, {failed} failed"));
return failed == 0 ? 0 : 1;
