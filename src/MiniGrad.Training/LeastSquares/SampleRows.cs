using MiniGrad.Layers;

namespace MiniGrad.Training;

/// <summary>What derivatives of samples are taken by: a network's parameters that learn, and where each begins among all their
/// elements.</summary>
internal sealed class SampleRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Parameter<T>, int> offsets = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="ArgumentException">No parameter learns.</exception>
    public SampleRows(string name, Layer<T> model)
    {
        Parameters = [.. model.Parameters.Where(parameter => !parameter.IsFrozen)];
        if (Parameters.Length == 0)
            throw new ArgumentException($"{name}: expected a network with parameters that are not frozen, got {model.Description}.");
        foreach (Parameter<T> parameter in Parameters)
        {
            offsets.Add(parameter, Count);
            Count += parameter.ElementCount;
        }
    }

    /// <summary>The parameters, in the network's order.</summary>
    public Parameter<T>[] Parameters { get; }

    /// <summary>The number of their elements.</summary>
    public int Count { get; }

    /// <summary>The place of a parameter's first element, or −1 if it does not learn.</summary>
    public int Offset(Parameter<T> parameter) => offsets.GetValueOrDefault(parameter, -1);

    /// <summary>The derivatives of every output of every sample: column after column, in each first all samples of the first output. In
    /// one pass for each output if the network is a chain, otherwise sample by sample.</summary>
    public double[] Derivatives(Layer<T> model, LayerChain<T>? chain, Tensor<T> inputs, int outputs)
    {
        int samples = inputs.Shape[0], rows = samples * outputs;
        double[] columns = new double[rows * Count];
        if (chain is null)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                using GraphRegion region = Inference.Begin(recording: true);
                Tensor<T> output = model.Forward(inputs.Slice(0, sample, 1));
                for (int place = 0; place < outputs; place++)
                {
                    Tensor<T> seed = Tensor.Zeros<T>(output.Shape);
                    seed.Buffer[place] = T.One;
                    Pull(output, seed, columns, rows, place * samples + sample);
                }
            }
            return columns;
        }
        for (int place = 0; place < outputs; place++)
        {
            T[] seed = new T[rows];
            for (int sample = 0; sample < samples; sample++) seed[sample * outputs + place] = T.One;
            chain.Spread(Tensor.Create(seed, [samples, outputs]), this, columns, rows, place * samples);
        }
        return columns;
    }

    /// <summary>Writes the gradient of one sample into its row.</summary>
    public void Pull(Tensor<T> output, Tensor<T> seed, double[] columns, int rows, int row)
    {
        int place = row;
        foreach (Tensor<T> gradient in Differentiation.Gradients(output, Parameters, seed, retainGraph: true))
        {
            foreach (T value in gradient.Span)
            {
                columns[place] = double.CreateChecked(value);
                place += rows;
            }
        }
    }
}
