using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>
/// How signals go forward through a model and gradients come back, layer by layer: what tells whether gradients vanish or explode on their way
/// (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, who plot the same figures).
/// </summary>
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

    /// <summary>One entry for each call of a layer that has parameters of its own or no layers inside it, in order of computation.</summary>
    public IReadOnlyList<LayerFlow> Layers { get; }

    /// <summary>Computes a loss once, forward and backward, and looks at every layer of a model on the way.</summary>
    /// <remarks>
    /// Nothing is changed: parameters, the gradients that they have gathered, layers' running averages and the state that <see cref="Optimizer{T}.SaveState"/>
    /// covers are afterwards as they were, to the last bit. The model's <see cref="Dropout{T}"/> layers draw from generators of their own meanwhile, the same at every measurement. Other
    /// randomness, and whatever else the function does, happens as in any call.
    /// </remarks>
    /// <param name="model">Whose layers to look at.</param>
    /// <param name="loss">Calls the model on a batch and gives the loss, of one element.</param>
    /// <param name="optimizer">
    /// Tells what the next step would change if these were the gradients. Default: none; then the update ratios are null.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The loss is not a single number, does not depend on a parameter that is not frozen, or was computed without the model.
    /// </exception>
    public static GradientFlow Measure<T>(Layer<T> model, Func<Tensor<T>> loss, Optimizer<T>? optimizer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        return new FlowMeasurement<T>(model, optimizer).Run(loss);
    }

    /// <summary>Says in words where signals or gradients vanish or explode, units are dead or saturated, and numbers are not finite.</summary>
    /// <param name="limits">From where on something is a problem. Default: those of <see cref="GradientFlowLimits"/>.</param>
    /// <returns>What was found, the most fundamental first; nothing for a healthy model.</returns>
    public IReadOnlyList<GradientFlowFinding> Check(GradientFlowLimits? limits = null) => new FlowCheck(Layers, Loss, limits ?? new()).Run();

    /// <summary>
    /// A table of the layers: the norms of weights and gradients, the update ratio; mean, standard deviation and norm of the output, the root mean
    /// square of its gradient δ, the shares of zeros, dead units and saturated outputs.
    /// </summary>
    public override string ToString() => FlowTable.Of(this);
}
