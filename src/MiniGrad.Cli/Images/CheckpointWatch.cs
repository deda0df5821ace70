using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>Tells whether the last checkpoint is of the last step.</summary>
internal sealed class CheckpointWatch : TrainingCallback
{
    public bool IsCurrent { get; private set; } = true;

    public override void OnStep(in StepResult result) => IsCurrent = false;

    public override void OnCheckpoint(string path) => IsCurrent = true;
}
