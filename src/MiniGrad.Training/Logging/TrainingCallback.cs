namespace MiniGrad.Training;

/// <summary>Is told what happens in training, by a trainer or a loop of one's own. Derive from it and override what matters.</summary>
/// <remarks>Called on the thread that trains, in the order of the trainer's callbacks; an exception ends the training.</remarks>
public abstract class TrainingCallback
{
    /// <summary>A callback that reports to progress objects, such as those of a user interface.</summary>
    /// <param name="epochs">Is told of every epoch. Default: nobody.</param>
    /// <param name="steps">Is told of every step. Default: nobody.</param>
    public static TrainingCallback Report(IProgress<EpochResult>? epochs = null, IProgress<StepResult>? steps = null) =>
        new ProgressCallback(epochs, steps);

    /// <summary>Called after every step.</summary>
    public virtual void OnStep(in StepResult result) { }

    /// <summary>Called after every epoch, once the model was evaluated and before a checkpoint is written.</summary>
    public virtual void OnEpoch(EpochResult result) { }

    /// <summary>Called when a checkpoint was written.</summary>
    /// <param name="path">The file.</param>
    public virtual void OnCheckpoint(string path) { }

    /// <summary>Called when something went wrong that does not end training, such as a checkpoint that could not be written.</summary>
    public virtual void OnWarning(string warning) { }

    /// <summary>Called at the end of training. Not if it is cancelled or fails with an exception.</summary>
    public virtual void OnEnd(TrainingHistory history) { }

    private sealed class ProgressCallback(IProgress<EpochResult>? epochs, IProgress<StepResult>? steps) : TrainingCallback
    {
        public override void OnStep(in StepResult result) => steps?.Report(result);

        public override void OnEpoch(EpochResult result) => epochs?.Report(result);
    }
}
