namespace MiniGrad.Training;

/// <summary>Ends training when the model has stopped getting better, and goes back to the weights and buffers with which it was best
/// (Prechelt, "Early stopping – but when?", 1998): <c>new Trainer&lt;float&gt;(…) { EarlyStopping = new(patience: 5) }</c>.</summary>
/// <remarks><para>The trainer judges each epoch by what it monitors on the validation data. Without validation data it judges by the loss
/// over the training data with the weights after the epoch, in an evaluation of its own:
/// <see cref="EpochResult.EvaluatedTrainingLoss"/>.</para>
/// <para>A loop of one's own stops by <c>new StoppingMonitor(Stop.AfterNoImprovement(5))</c>, and saves the weights at each best
/// loss.</para></remarks>
/// <param name="patience">How many epochs in a row may be no better, at least 1; the last of them ends the training. Default: 10.</param>
/// <param name="minimumChange">The smallest change for the better that renews the patience, at least 0, exclusive; the weights are kept for
/// a smaller one too. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
public sealed class EarlyStopping(int patience = 10, double minimumChange = 0)
{
    /// <summary>How many epochs in a row may be no better.</summary>
    public int Patience { get; } = Guard.AtLeast(patience, 1, nameof(EarlyStopping));

    /// <summary>The smallest change for the better that renews the patience.</summary>
    public double MinimumChange { get; } = Guard.NotNegative(minimumChange, nameof(EarlyStopping));
}
