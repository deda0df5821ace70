using MiniGrad.Layers;

namespace MiniGrad.Training;

/// <summary>Which parts of an input a network's output for a class depends on: the gradient of the output by the input. K. Simonyan,
/// A. Vedaldi, A. Zisserman, Deep inside convolutional networks: visualising image classification models and saliency maps, 2013, which
/// shows its absolute values.</summary>
/// <remarks>The network runs as in inference: no unit is dropped, normalisation is that of its running averages, which do not change. The
/// parameters' gradients and the parameters stay as they are. Samples are taken not to influence each other.</remarks>
/// <example><code>
/// Tensor&lt;float&gt; gradient = Saliency.Of(model, images, labels);
/// </code></example>
public static class Saliency
{
    /// <summary>The gradient <c>∂z[s, c_s] / ∂x[s]</c> of each sample's output for a class.</summary>
    /// <param name="model">Its outputs z are logits [samples, classes]; or one for each sample, the logit of class 1, whose opposite is
    /// that of class 0.</param>
    /// <param name="inputs">x, the samples, [samples, ...], finite numbers.</param>
    /// <param name="classes">The class c of each sample, [samples]. Default: null, the one that the network predicts.</param>
    /// <returns>The gradients, of the inputs' shape.</returns>
    /// <exception cref="ArgumentException">There are no samples, an input is not finite, there are not as many classes as samples, or the
    /// outputs are not such or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is none of the outputs.</exception>
    public static Tensor<T> Of<T>(Layer<T> model, Tensor<T> inputs, IndexTensor? classes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(model, inputs, classes);
        return Gradient(model, inputs, classes ?? Predicted(model, inputs));
    }

    /// <summary>The gradient of each sample's output for one class.</summary>
    /// <param name="model">Its outputs are logits [samples, classes], or one for each sample.</param>
    /// <param name="inputs">The samples, [samples, ...], finite numbers.</param>
    /// <param name="label">The class.</param>
    /// <inheritdoc cref="Of{T}(Layer{T}, Tensor{T}, IndexTensor?)" path="/*[not(self::param)]"/>
    public static Tensor<T> Of<T>(Layer<T> model, Tensor<T> inputs, int label) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Guard.AtLeast(label, 0, nameof(Saliency), "the class");
        return Of(model, inputs, All(label, inputs));
    }

    /// <summary>The mean of the gradients at noisy copies of each sample, which shows more of what matters and less of what does not than
    /// the gradient at the sample alone. D. Smilkov, N. Thorat, B. Kim, F. Viégas, M. Wattenberg, SmoothGrad: removing noise by adding
    /// noise, 2017.</summary>
    /// <param name="model">As in <see cref="Of{T}(Layer{T}, Tensor{T}, IndexTensor?)"/>.</param>
    /// <param name="inputs">The samples, [samples, ...], finite numbers.</param>
    /// <param name="classes">The class of each sample, [samples]. Default: null, the one that the network predicts without noise.</param>
    /// <param name="copies">How many noisy copies, at least 1. Default: 50.</param>
    /// <param name="noise">The standard deviation of the noise, as a share of the range of a sample's numbers, at least 0. Default: 0.15,
    /// in the middle of what the paper advises.</param>
    /// <param name="seed">The seed of the noise. Default: 0.</param>
    /// <returns>The mean gradients, of the inputs' shape.</returns>
    /// <exception cref="ArgumentException">As for the gradient.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is none of the outputs, or there is no copy, or the noise is negative or not
    /// finite.</exception>
    public static Tensor<T> Smooth<T>(
        Layer<T> model, Tensor<T> inputs, IndexTensor? classes = null, int copies = 50, double noise = 0.15, ulong seed = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(model, inputs, classes);
        Guard.AtLeast(copies, 1, nameof(Saliency), "the number of copies");
        Guard.NotNegative(noise, nameof(Saliency));
        classes ??= Predicted(model, inputs);
        double[] deviations = [.. Ranges(inputs).Select(range => noise * range)];
        int size = inputs.ElementCount / inputs.Shape[0];
        var random = new XoshiroRandom(seed);
        var noisy = new T[inputs.ElementCount];
        double[] sum = new double[noisy.Length];
        for (int copy = 0; copy < copies; copy++)
        {
            Tensor<double> drawn = Tensor.Normal<double>(inputs.Shape, 0, 1, random);
            for (int i = 0; i < noisy.Length; i++) noisy[i] = inputs.Span[i] + T.CreateTruncating(deviations[i / size] * drawn.Span[i]);
            ReadOnlySpan<T> gradient = Gradient(model, Tensor.Create<T>(noisy, inputs.Shape), classes).Span;
            for (int i = 0; i < sum.Length; i++) sum[i] += double.CreateTruncating(gradient[i]);
        }
        return new Tensor<T>(Array.ConvertAll(sum, total => T.CreateTruncating(total / copies)), inputs.Shape);
    }

    private static void Check<T>(Layer<T> model, Tensor<T> inputs, IndexTensor? classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Rank < 2 || inputs.ElementCount == 0)
        {
            throw new ArgumentException(
                $"Saliency: expected inputs [samples, ...] of at least one sample, got {inputs.Shape}.", nameof(inputs));
        }
        for (int i = 0; i < inputs.ElementCount; i++)
        {
            if (T.IsFinite(inputs.Span[i])) continue;
            int sample = i / (inputs.ElementCount / inputs.Shape[0]);
            throw new ArgumentException(
                Invariant($"Saliency: expected finite inputs, got {inputs.Span[i]} in sample {sample}."), nameof(inputs));
        }
        if (classes is not null && (classes.Shape.Rank != 1 || classes.ElementCount != inputs.Shape[0]))
        {
            throw new ArgumentException(
                Invariant($"Saliency: expected a class for each of {inputs.Shape[0]} samples, got {classes.Shape}."), nameof(classes));
        }
    }

    private static Tensor<T> Gradient<T>(Layer<T> model, Tensor<T> inputs, IndexTensor classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GraphRegion region = Inference.Begin(recording: true);
        Tensor<T> x = inputs.Detach().Tracked(), outputs = CheckOutputs(model.Forward(x), inputs.Shape[0]);
        int samples = inputs.Shape[0], columns = outputs.ElementCount / samples;
        classes.CheckRange(Math.Max(columns, 2), nameof(Saliency), nameof(classes));
        var seed = new T[outputs.ElementCount];
        for (int sample = 0; sample < samples; sample++)
        {
            if (columns > 1) seed[sample * columns + classes[sample]] = T.One;
            else seed[sample] = classes[sample] == 1 ? T.One : -T.One;
        }
        return Differentiation.Gradients(outputs, [x], new Tensor<T>(seed, outputs.Shape))[0];
    }

    private static IndexTensor Predicted<T>(Layer<T> model, Tensor<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GraphRegion region = Inference.Begin();
        Tensor<T> outputs = CheckOutputs(model.Forward(inputs.Detach()), inputs.Shape[0]);
        if (outputs.ElementCount > inputs.Shape[0]) return outputs.ArgMax(1);
        return outputs.ToArray().Select(output => output > T.Zero ? 1 : 0).ToArray();
    }

    private static Tensor<T> CheckOutputs<T>(Tensor<T> outputs, int samples) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (outputs.Rank is not (1 or 2) || outputs.Shape[0] != samples || outputs.ElementCount == 0)
        {
            throw new ArgumentException(
                Invariant($"Saliency: expected outputs [{samples}, classes] or [{samples}], got {outputs.Shape}."), nameof(outputs));
        }
        for (int i = 0; i < outputs.ElementCount; i++)
        {
            if (T.IsFinite(outputs.Span[i])) continue;
            throw new ArgumentException(
                Invariant($"Saliency: expected finite outputs, got {outputs.Span[i]} for sample {i / (outputs.ElementCount / samples)}."),
                nameof(outputs));
        }
        return outputs;
    }

    private static IndexTensor All<T>(int label, Tensor<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Enumerable.Repeat(label, inputs.Rank > 0 ? inputs.Shape[0] : 0).ToArray();

    /// <summary>How far the largest and the smallest number of each sample are apart.</summary>
    private static IEnumerable<double> Ranges<T>(Tensor<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs.ToArray().Chunk(inputs.ElementCount / inputs.Shape[0]).Select(
            sample => double.CreateTruncating(sample.Max()) - double.CreateTruncating(sample.Min()));
}
