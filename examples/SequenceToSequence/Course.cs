using System.Globalization;
using MiniGrad.Training;

/// <summary>Shows in a terminal how an epoch goes.</summary>
internal sealed class Progress : TrainingCallback
{
    public override void OnStep(in StepResult step)
    {
        if (!Console.IsOutputRedirected && step.StepInEpoch % 20 == 0)
            Console.Write($"step {step.StepInEpoch:N0}/{step.StepsInEpoch:N0}  loss {step.Loss:F4}   \r");
    }

    public override void OnWarning(string warning) => Console.Error.WriteLine(warning);
}

/// <summary>A file in the folder with the options of its run and, for --resume, the share of test targets right after each epoch.</summary>
internal sealed class Course(string folder, string options)
{
    private readonly string path = Path.Combine(folder, "run.txt");

    public List<double> Shares { get; } = [];

    /// <summary>Finds out whether the folder is free, or of a run that can go on.</summary>
    public void Open(bool resumes)
    {
        if (!File.Exists(path))
        {
            if (resumes) throw new ArgumentException($"There is no run in '{folder}' for --resume to go on with.");
            return;
        }
        if (!resumes)
            throw new ArgumentException($"'{folder}' holds an earlier run: --resume goes on with it, --out names another folder.");
        string[] lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault("") is var known && known != options)
            throw new ArgumentException($"The run in '{folder}' has the options '{known}', not '{options}'; give the same with --resume.");
        Shares.AddRange(lines.Skip(1).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
    }

    /// <summary>Goes to the end of an epoch, the last one known or the next, for a run may be killed before its share is known.</summary>
    public void GoTo(int epoch)
    {
        if (Shares.Count < epoch - 1) throw new InvalidDataException($"'{path}' does not know all {epoch} epochs of the checkpoint.");
        if (Shares.Count > epoch) Shares.RemoveRange(epoch, Shares.Count - epoch);
        Save();
    }

    public void Add(double share)
    {
        Shares.Add(share);
        Save();
    }

    // Complete or as it was, also if the program is killed meanwhile.
    private void Save()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines($"{path}.new", Shares.Select(share => share.ToString("R", CultureInfo.InvariantCulture)).Prepend(options));
        File.Move($"{path}.new", path, overwrite: true);
    }
}
