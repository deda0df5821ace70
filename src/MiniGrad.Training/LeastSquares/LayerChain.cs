using MiniGrad.Layers;

namespace MiniGrad.Training;

/// <summary>A network that is a chain of linear layers and activations, computed once on some samples: the gradient of each sample is then
/// the outer product of what goes into a linear layer and of what comes back to it (Goodfellow, "Efficient per-example gradient
/// computations", 2015).</summary>
internal sealed class LayerChain<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Link> links = [];

    private LayerChain(IEnumerable<Layer<T>> layers, Tensor<T> inputs)
    {
        Tensor<T> value = inputs.Detach();
        foreach (Layer<T> layer in layers)
        {
            if (layer is Linear<T> linear)
            {
                links.Add(new Link(linear, value, value));
                using GraphRegion region = Inference.Begin();
                value = linear.Forward(value);
            }
            else
            {
                using GraphRegion region = Inference.Begin(recording: true);
                Tensor<T> before = value.Tracked(), after = layer.Forward(before);
                links.Add(new Link(null, before, after));
                value = after.Detach();
            }
        }
        Outputs = value;
    }

    /// <summary>The network's outputs.</summary>
    public Tensor<T> Outputs { get; }

    /// <summary>The layers of a network in a row, or null if it is not a chain of linear layers and activations, or takes other than rows
    /// of numbers.</summary>
    public static Layer<T>[]? Layers(Layer<T> model, Tensor<T> inputs)
    {
        List<Layer<T>> layers = [];
        return inputs.Rank == 2 && Collect(model) ? [.. layers] : null;

        bool Collect(Layer<T> layer)
        {
            switch (layer)
            {
                case Linear<T>:
                case ActivationLayer<T> { Activation: not Activation.Identity }:
                    layers.Add(layer);
                    return true;
                case ActivationLayer<T>:
                // Nothing is dropped in inference, and rows are flat.
                case Dropout<T>:
                case AlphaDropout<T>:
                case Flatten<T>:
                    return true;
                // Both register their layers in the order in which they compute.
                case Sequential<T>:
                case Mlp<T>:
                    return layer.Children.All(child => Collect(child.Layer));
                default:
                    return false;
            }
        }
    }

    /// <summary>Computes a chain.</summary>
    public static LayerChain<T> Of(Layer<T>[] layers, Tensor<T> inputs) => new(layers, inputs);

    /// <summary>Adds the gradients of samples to a matrix, column after column.</summary>
    /// <param name="gradient">By the outputs, [samples, outputs]; each sample's own.</param>
    /// <param name="rows">What the columns are of.</param>
    /// <param name="columns">The matrix.</param>
    /// <param name="height">The height of the matrix.</param>
    /// <param name="first">The row of the first sample.</param>
    public void Spread(Tensor<T> gradient, SampleRows<T> rows, double[] columns, int height, int first)
    {
        for (int i = links.Count - 1; i >= 0; i--)
        {
            Link link = links[i];
            if (link.Linear is not { } linear)
            {
                gradient = Differentiation.Gradients(link.Output, [link.Input], gradient, retainGraph: true)[0];
                continue;
            }
            double[] back = Transposed(gradient);
            int samples = gradient.Shape[0], weights = rows.Offset(linear.Weight), bias = linear.Bias is { } b ? rows.Offset(b) : -1;
            for (int output = 0; output < linear.Outputs; output++)
            {
                ReadOnlySpan<double> backward = back.AsSpan(output * samples, samples);
                if (bias >= 0) Vectors.AddScaled(1, backward, columns.AsSpan((bias + output) * height + first, samples));
                for (int input = 0; weights >= 0 && input < linear.Inputs; input++)
                {
                    int column = weights + input * linear.Outputs + output;
                    Vectors.AddProduct(
                        link.Forward.AsSpan(input * samples, samples), backward, columns.AsSpan(column * height + first, samples));
                }
            }
            if (i == 0) return;
            using GraphRegion region = Recording.Off();
            gradient = gradient.MatMul(linear.Weight.Transpose());
        }
    }

    /// <summary>The second derivative of the outputs along a direction of the parameters, by the rules of Taylor's series: a value, its
    /// slope and its curvature go through the layers together.</summary>
    public Tensor<T> Acceleration(SampleRows<T> rows, ReadOnlySpan<double> direction)
    {
        Tensor<T>? slope = null, curvature = null;
        foreach (Link link in links)
        {
            if (link.Linear is { } linear)
            {
                using GraphRegion region = Recording.Off();
                Tensor<T>? weight = Part(linear.Weight, rows, direction);
                Tensor<T>? bias = linear.Bias is null ? null : Part(linear.Bias, rows, direction);
                curvature = Sum(
                    curvature?.MatMul(linear.Weight),
                    weight is null || slope is null ? null : slope.MatMul(weight) * T.CreateChecked(2));
                slope = Sum(slope?.MatMul(linear.Weight), weight is null ? null : link.Input.MatMul(weight));
                if (bias is not null) slope = (slope ?? Tensor.Zeros<T>([link.Input.Shape[0], linear.Outputs])) + bias;
            }
            else if (slope is not null)
            {
                Tensor<T> once = Differentiation.Gradients(
                    link.Output, [link.Input], Tensor.Ones<T>(link.Output.Shape), retainGraph: true, createGraph: true)[0];
                using GraphRegion region = Recording.Off();
                Tensor<T>? bent = once.RequiresGradient
                    ? Differentiation.Gradients(once, [link.Input], slope * slope, retainGraph: true)[0] : null;
                once = once.Detach();
                curvature = Sum(curvature is null ? null : once * curvature, bent);
                slope = once * slope;
            }
        }
        return curvature ?? Tensor.Zeros<T>(Outputs.Shape);
    }

    private static Tensor<T>? Part(Parameter<T> parameter, SampleRows<T> rows, ReadOnlySpan<double> direction)
    {
        int offset = rows.Offset(parameter);
        return offset < 0 ? null
            : Tensor.Create(ParameterVector.FromDoubles<T>(direction.Slice(offset, parameter.ElementCount)), parameter.Shape);
    }

    private static Tensor<T>? Sum(Tensor<T>? a, Tensor<T>? b) => a is null ? b : b is null ? a : a + b;

    private static double[] Transposed(Tensor<T> values)
    {
        int samples = values.Shape[0], width = values.Shape[1];
        ReadOnlySpan<T> from = values.Span;
        double[] to = new double[from.Length];
        for (int sample = 0; sample < samples; sample++)
            for (int place = 0; place < width; place++) to[place * samples + sample] = double.CreateChecked(from[sample * width + place]);
        return to;
    }

    /// <summary>A layer of the chain: of a linear one, its input; of an activation, its input and its output, recorded.</summary>
    private sealed class Link(Linear<T>? linear, Tensor<T> input, Tensor<T> output)
    {
        private double[]? forward;

        public Linear<T>? Linear => linear;

        public Tensor<T> Input => input;

        public Tensor<T> Output => output;

        /// <summary>The input of a linear layer, transposed.</summary>
        public double[] Forward => forward ??= Transposed(input);
    }
}
