using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Training;

// Networks trained on all samples at once.
public static partial class LevenbergMarquardt
{
    /// <summary>Trains a network on all samples at once: minimises <c>Σ wᵢ·(outputᵢ − targetᵢ)²</c> by its parameters, which are changed in
    /// place.</summary>
    /// <remarks>Inputs and targets should be of a size around 1, as for any other training, since all parameters are measured alike. The
    /// Jacobian is that of <see cref="PerSampleGradients"/>, so this is meant for chains of linear layers and activations with
    /// up to about a thousand parameters; other networks take as many passes as there are samples. The network is computed as in inference.
    /// Frozen parameters stay as they are. Weights of samples count as so many samples.</remarks>
    /// <param name="model">The network, with no more parameters than there are target numbers.</param>
    /// <param name="data">Inputs, and targets of the shape of the outputs.</param>
    /// <param name="options">Tolerances and the like. Default: those documented there, and 1,000 evaluations at most.</param>
    /// <param name="cancellation">Ends the run between two evaluations, with the best parameters so far in the network.</param>
    /// <exception cref="ArgumentException">There are labels instead of targets, targets of another shape than the outputs, no samples, or
    /// fewer target numbers than parameters; no parameter learns; an error is not finite at the start; or a layer drops units or normalises
    /// by the batch.</exception>
    public static NetworkFit Fit<T>(
        Layer<T> model, Dataset<T> data, LeastSquaresOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        NetworkResiduals<T> function = new(nameof(Fit), model, data);
        double[] start = function.Start;
        Bounds? bounds = Bounds.Of<T>(nameof(Fit), options, start);
        LeastSquaresRun run =
            new(function, start, options with { MaximumEvaluations = options.MaximumEvaluations ?? MostNetworkEvaluations }, bounds);
        try
        {
            StopReason reason = run.Run(cancellation);
            double sum = run.Current.SumOfSquares;
            return new NetworkFit(sum, sum / function.TotalWeight, reason, run.Iterations, run.Evaluations, run.JacobianEvaluations);
        }
        finally
        {
            function.Put(run.Current.Parameters);
        }
    }

    private const int MostNetworkEvaluations = 1000;
}

/// <summary>What a network came to by <see cref="LevenbergMarquardt"/>.</summary>
/// <param name="SumOfSquares">The weighted sum of its squared errors.</param>
/// <param name="MeanSquaredError">That, divided by the sum of the weights of all target numbers.</param>
/// <param name="Reason">Why the run stopped.</param>
/// <param name="Iterations">The steps taken.</param>
/// <param name="Evaluations">How often the network was computed on all samples.</param>
/// <param name="JacobianEvaluations">How often its Jacobian was computed.</param>
public sealed record NetworkFit(
    double SumOfSquares, double MeanSquaredError, StopReason Reason, int Iterations, int Evaluations, int JacobianEvaluations);
