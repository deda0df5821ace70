namespace MiniGrad.Training;

/// <summary>
/// Is told what happens in training: by a <see cref="Trainer{T}"/>, or by a loop of one's own, which calls the same methods. Derive from it and override
/// what matters.
/// </summary>
/// <remarks>Called on the thread that trains, in the order of <see cref="Trainer{T}.Callbacks"/>; an exception ends the training.</remarks>
public abstract class TrainingCallback
{
    /// <summary>Called after every step.</summary>
    public virtual void OnStep(in StepResult result) { }

    /// <summary>Called after every epoch, once the model was evaluated and before a checkpoint is written.</summary>
    public virtual void OnEpoch(EpochResult result) { }

    /// <summary>Called when a checkpoint was written.</summary>
    /// <param name="path">The file.</param>
    public virtual void OnCheckpoint(string path) { }

    /// <summary>Called when something went wrong that training goes on in spite of, such as a checkpoint that could not be written.</summary>
    public virtual void OnWarning(string warning) { }

    /// <summary>Called when training has come to its end. Not if it is cancelled or fails with an exception.</summary>
    public virtual void OnEnd(TrainingHistory history) { }
}
