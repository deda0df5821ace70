using System.Runtime.ExceptionServices;
using MiniGrad.Serialization;

namespace MiniGrad.Training;

// Interruption without loss.
public sealed partial class Trainer<T>
{
    private TimeSpan lastCheckpoint;
    private bool ownsFolder;

    /// <summary>Where and when checkpoints are written. Default: null, never.</summary>
    /// <remarks>A checkpoint that cannot be written is a warning: training goes on, and earlier ones stay.</remarks>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Goes back to the latest of the <see cref="Checkpoints"/>, so that <see cref="Fit"/> continues as if there had been no
    /// interruption, bit for bit. A damaged one is passed over, with a warning.</summary>
    /// <remarks>The model, the optimizer, the data and the settings have to be those of the run that wrote it. Checkpoints and best weights
    /// of later steps than the one used get the extension <c>.set-aside</c>.</remarks>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">There are no <see cref="Checkpoints"/> set.</exception>
    /// <exception cref="InvalidDataException">No checkpoint fits; the message says why the latest does not.</exception>
    /// <exception cref="IOException">There are checkpoints, but none that can be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There are checkpoints, but none that may be read.</exception>
    public bool Resume()
    {
        if (Checkpoints is null)
            throw new InvalidOperationException("Resume: this trainer has no checkpoints; set Checkpoints, or name the file.");
        Exception? first = null;
        foreach (string path in Checkpoints.Existing())
        {
            try
            {
                Resume(path);
                if (first is not null) Warn($"went back to {path}, because a later checkpoint cannot be used: {first.Message}");
                return true;
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                first ??= error;
            }
        }
        if (first is not null) ExceptionDispatchInfo.Throw(first);
        return false;
    }

    /// <summary>Goes back to a checkpoint that a trainer with the same model, optimizer, data and settings has written. Checkpoints and
    /// best weights of later steps in the folder of <see cref="Checkpoints"/> get the extension <c>.set-aside</c>: what follows is another
    /// run.</summary>
    /// <exception cref="InvalidDataException">The file does not fit or is damaged; the message says why. Nothing is changed.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Resume(file, path);
        ownsFolder = true;
        if (Checkpoints is not null)
            TryDo($"later checkpoints than {path} could not be set aside", () => Checkpoints.SetAsideAfter(stepCount));
    }

    /// <summary>A checkpoint that lies in memory.</summary>
    internal byte[] ToCheckpoint()
    {
        Prepare();
        using MemoryStream stream = new();
        BuildCheckpoint().Write(stream);
        return stream.ToArray();
    }

    /// <summary>Goes back to a checkpoint in memory.</summary>
    /// <param name="checkpoint">What <see cref="ToCheckpoint"/> gave.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is of another model, optimizer, data or settings. Nothing is changed.</exception>
    internal void Resume(byte[] checkpoint, string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(new MemoryStream(checkpoint), name);
        Resume(file, name);
    }

    private SafetensorsBuilder BuildCheckpoint()
    {
        SafetensorsBuilder builder = Checkpoint.Build(Model, Optimizer);
        TrainerEntries.Write(builder, Progress, this);
        return builder;
    }

    private void Resume(SafetensorsFile file, string name)
    {
        Prepare();
        Action restore = Checkpoint.Read(file, name, Model, Optimizer);
        TrainerProgress<T> progress = TrainerEntries.Read(file, name, this);
        restore();
        Progress = progress;
        last = null;
    }

    /// <summary>Makes sure that there is a place for checkpoints, before anything takes long.</summary>
    private void OpenCheckpoints()
    {
        if (Checkpoints is null) return;
        if (!ownsFolder && stepCount == 0 && Checkpoints.Latest() is { } earlier)
        {
            throw new InvalidOperationException(
                $"Trainer: {earlier} is of an earlier run; call Resume to go on with it, or choose another folder.");
        }
        try
        {
            Directory.CreateDirectory(Checkpoints.Folder);
        }
        catch (IOException error)
        {
            throw new IOException($"Trainer: there can be no folder for checkpoints at {Checkpoints.Folder}: {error.Message}", error);
        }
    }

    private void SaveCheckpointIfDue(Timing total, Timing stepping)
    {
        if (Checkpoints is null) return;
        bool isDue = Checkpoints.EverySteps is { } steps && stepCount % steps == 0
            || Checkpoints.Every is { } time && times.Total + total.Elapsed - lastCheckpoint >= time;
        if (isDue) SaveCheckpoint(total, stepping);
    }

    private void SaveCheckpoint(Timing total, Timing? stepping = null)
    {
        if (Checkpoints is null) return;
        total.Update();
        stepping?.Update();
        lastCheckpoint = times.Total;
        string path = Checkpoints.PathOf(stepCount);
        bool isWritten = TryDo(
            $"the checkpoint of step {stepCount} could not be written to {path}; training goes on", () => BuildCheckpoint().Save(path));
        if (isWritten)
        {
            ownsFolder = true;
            TryDo($"earlier checkpoints in {Checkpoints.Folder} could not be removed", () => Checkpoints.RemoveOld(path));
            foreach (TrainingCallback callback in Callbacks) callback.OnCheckpoint(path);
        }
        stepping?.Restart();
    }

    private void SaveBest()
    {
        if (Checkpoints is { KeepsBest: true } kept)
            TryDo($"the best weights, of step {stepCount}, could not be written to {kept.BestPath}; training goes on", () =>
                Weights.Save(Model, kept.BestPath, [new(Checkpoints.StepKey, Invariant($"{stepCount}"))]));
    }

    private bool TryDo(string failure, Action write)
    {
        using Timing timing = new(this, static (times, span) => times with { Checkpoints = times.Checkpoints + span });
        try
        {
            write();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Warn($"{failure}: {error.Message}");
            return false;
        }
    }

    private void Warn(string warning)
    {
        warnings.Add(warning);
        foreach (TrainingCallback callback in Callbacks) callback.OnWarning(warning);
    }
}
