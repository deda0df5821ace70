using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>Figures of signals and gradients, layer by layer, which show whether they vanish or explode (Glorot and Bengio, "Understanding
/// the difficulty of training deep feedforward neural networks", 2010).</summary>
/// <remarks>A layer that is called in a loop, such as an <see cref="LstmCell{T}"/>, has an entry for each step; their gradients show
/// what vanishes over time. An <see cref="Lstm{T}"/> is one call for all steps.</remarks>
/// <example><code>
/// GradientFlow flow = GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(images), labels), optimizer);
/// Console.Write(flow);
/// foreach (GradientFlowFinding finding in flow.Check()) Console.WriteLine(finding);
/// </code></example>
public sealed class GradientFlow
{
    internal GradientFlow(double loss, IReadOnlyList<LayerFlow> layers)
    {
        Loss = loss;
        Layers = layers;
    }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>One entry for each call of a layer with parameters of its own or without layers inside, in order of computation.</summary>
    public IReadOnlyList<LayerFlow> Layers { get; }

    /// <summary>Computes a loss once, forward and backward, and looks at every layer of a model on the way.</summary>
    /// <remarks>Parameters, gathered gradients, running averages and the optimizer's state stay as they are, to the last bit. Meanwhile
    /// <see cref="Dropout{T}"/> layers draw from generators of their own, the same at every measurement.</remarks>
    /// <param name="model">Whose layers to look at.</param>
    /// <param name="loss">Calls the model on a batch and gives the loss, of one element.</param>
    /// <param name="optimizer">Makes the step that the update ratios are of. Default: none, and no update ratios.</param>
    /// <exception cref="InvalidOperationException">The loss is not a single number, does not depend on a parameter that is not frozen, or
    /// was computed without the model.</exception>
    public static GradientFlow Measure<T>(Layer<T> model, Func<Tensor<T>> loss, Optimizer<T>? optimizer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        return new FlowMeasurement<T>(model, optimizer).Run(loss);
    }

    /// <summary>Finds where signals or gradients vanish or explode, units are dead or saturated, and numbers are not finite.</summary>
    /// <param name="limits">From where on something is a problem. Default: those of <see cref="GradientFlowLimits"/>.</param>
    /// <returns>What was found, the most fundamental first; nothing for a healthy model.</returns>
    public IReadOnlyList<GradientFlowFinding> Check(GradientFlowLimits? limits = null) =>
        new FlowCheck(Layers, Loss, limits ?? new()).Run();

    /// <summary>A table of the layers: the norms of weights and gradients, the update ratio; mean, standard deviation and norm of the
    /// output, the root mean square of its gradient δ, the shares of zeros, dead units and saturated outputs.</summary>
    public override string ToString() => FlowTable.Of(this);
}
