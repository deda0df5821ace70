using MiniGrad.Serialization;
using MiniGrad.Training.Checkpointing;

namespace MiniGrad.Training;

// Interruption without loss.
public sealed partial class Trainer<T>
{
    private TimeSpan lastCheckpoint;
    private bool isResumed;

    /// <summary>Where and when checkpoints are written. Default: null, never.</summary>
    /// <remarks>One that cannot be written is a warning: training goes on, the earlier ones stay, and the next is tried when it is due.</remarks>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>
    /// Goes back to the latest of the <see cref="Checkpoints"/>, so that <see cref="Fit"/> continues as if there had been no interruption, bit for bit. One that
    /// is damaged is passed over, with a warning.
    /// </summary>
    /// <remarks>The model, the optimizer, the data and the settings have to be those of the run that wrote it.</remarks>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">There are no <see cref="Checkpoints"/> set.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints, but none that can be read and fits; the message says why the latest does not.</exception>
    public bool Resume()
    {
        if (Checkpoints is null) throw new InvalidOperationException("Resume: this trainer has no checkpoints; set Checkpoints, or name the file.");
        InvalidDataException? first = null;
        foreach (string path in Checkpoints.Existing())
        {
            try
            {
                Resume(path);
                if (first is not null) Warn($"went back to {path}, because a later checkpoint cannot be used: {first.Message}");
                return true;
            }
            catch (InvalidDataException error)
            {
                first ??= error;
            }
        }
        return first is null ? false : throw first;
    }

    /// <summary>Goes back to a checkpoint that a trainer with the same model, optimizer, data and settings has written.</summary>
    /// <exception cref="InvalidDataException">The file is not such a checkpoint, or damaged; the message lists what does not fit. Nothing is changed then.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Prepare();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Action restore = Checkpoint.Read(file, path, Model, Optimizer);
        TrainerProgress<T> progress = TrainerProgress<T>.Read(file, path, this);
        restore();
        Progress = progress;
        isResumed = true;
    }

    /// <summary>Makes sure that there is a place for checkpoints, before anything takes long.</summary>
    private void OpenCheckpoints()
    {
        if (Checkpoints is null) return;
        if (!isResumed && stepCount == 0 && Checkpoints.Latest() is { } earlier)
            throw new InvalidOperationException($"Trainer: {earlier} is of an earlier run; call Resume to go on with it, or choose another folder.");
        Directory.CreateDirectory(Checkpoints.Folder);
    }

    private void SaveCheckpointIfDue(Timing total)
    {
        if (Checkpoints is null) return;
        bool isDue = Checkpoints.EverySteps is { } steps && stepCount % steps == 0
            || Checkpoints.Every is { } time && times.Total + total.Elapsed - lastCheckpoint >= time;
        if (isDue) SaveCheckpoint(total);
    }

    private void SaveCheckpoint(Timing total)
    {
        if (Checkpoints is null) return;
        total.Update();
        lastCheckpoint = times.Total;
        string path = Checkpoints.PathOf(stepCount);
        bool isWritten = TryWrite("checkpoint", path, () =>
        {
            SafetensorsBuilder builder = Checkpoint.Build(Model, Optimizer);
            Progress.Write(builder, this);
            builder.Save(path);
            Checkpoints.RemoveOld();
        });
        if (!isWritten) return;
        foreach (TrainingCallback callback in Callbacks) callback.OnCheckpoint(path);
    }

    private void SaveBest()
    {
        if (Checkpoints is { KeepBest: true }) TryWrite("best weights", Checkpoints.BestPath, () => Weights.Save(Model, Checkpoints.BestPath));
    }

    private bool TryWrite(string what, string path, Action write)
    {
        using Timing timing = new(this, static (times, span) => times with { Checkpoints = times.Checkpoints + span });
        try
        {
            write();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Warn($"the {what} of step {stepCount} could not be written to {path}; training goes on: {error.Message}");
            return false;
        }
    }

    private void Warn(string warning)
    {
        warnings.Add(warning);
        foreach (TrainingCallback callback in Callbacks) callback.OnWarning(warning);
    }
}
