using System.Globalization;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>What is in a file of arrays, such as a checkpoint.</summary>
internal static class ArraysDescription
{
    private const string FormatKey = "format", CheckpointFormat = "minigrad.checkpoint", CountsName = "progress.counts",
    EpochsName = "history.epochs";

    public static void Print(SafetensorsFile file)
    {
        bool isCheckpoint = file.Metadata.GetValueOrDefault(FormatKey) == CheckpointFormat;
        Console.WriteLine($"{file.Name}: {(isCheckpoint ? $"a checkpoint{Progress(file)}" : $"{file.Entries.Count} arrays")}");
        foreach ((string key, string value) in file.Metadata) Console.WriteLine($"  {OneLine.Of(key)}: {OneLine.Of(value)}");
        foreach (SafetensorsEntry entry in file.Entries) Console.WriteLine($"  {OneLine.Of($"{entry}")}");
    }

    public static void Print(PyTorchFile file)
    {
        Console.WriteLine($"{file.Name}: {file.Entries.Count} tensors that PyTorch saved");
        foreach (PyTorchEntry entry in file.Entries) Console.WriteLine($"  {OneLine.Of($"{entry}")}");
    }

    private static string Progress(SafetensorsFile file)
    {
        if (file.Find(CountsName) is not { TypeName: "I64", Shape.ElementCount: > 0 } || file.Find(EpochsName) is not { } epochs)
            return "";
        return string.Create(
            CultureInfo.InvariantCulture, $" after {file.ReadArray<long>(CountsName)[0]:N0} steps, with {epochs.Shape[0]:N0} epochs done");
    }
}
