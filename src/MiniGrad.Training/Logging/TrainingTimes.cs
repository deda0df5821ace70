namespace MiniGrad.Training;

/// <summary>What took how long, in runs that training was resumed from too.</summary>
/// <param name="Steps">Steps of training, with the preparation of their batches.</param>
/// <param name="Evaluation">Evaluation on the validation data.</param>
/// <param name="Checkpoints">Writing checkpoints.</param>
/// <param name="Total">Everything, callbacks included.</param>
public readonly record struct TrainingTimes(TimeSpan Steps, TimeSpan Evaluation, TimeSpan Checkpoints, TimeSpan Total);
