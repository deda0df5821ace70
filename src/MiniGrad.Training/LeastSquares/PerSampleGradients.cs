using MiniGrad.Layers;

namespace MiniGrad.Training;

/// <summary>The gradient of each sample for itself, by all parameters of a network, where a loss gives only their sum. Networks are
/// computed as in inference.</summary>
/// <remarks>For chains of linear layers and activations (<see cref="Mlp{T}"/> without normalisation, <see cref="Sequential{T}"/>) on inputs
/// [samples, features], all samples go through one pass: the gradient of a linear layer's weights is the outer product of a sample's input
/// and of what comes back to its output (Goodfellow, "Efficient per-example gradient computations", 2015). Other networks are computed
/// sample by sample, which is right as well but takes as many passes as there are samples.
/// <para>The columns are the elements of <see cref="Layer{T}.Parameters"/>, one parameter after the other, without frozen
/// ones.</para></remarks>
public static class PerSampleGradients
{
    /// <summary>The gradients of a loss of each sample. Shape [samples, parameters].</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The samples, along the first axis.</param>
    /// <param name="loss">From the outputs to one number for each sample, shape [samples], which depends on the outputs of that sample
    /// alone: <c>outputs => (outputs - targets).Square().Sum([1])</c>.</param>
    /// <exception cref="ArgumentException">There are no samples, or no parameter learns.</exception>
    /// <exception cref="InvalidOperationException">The loss is not one number for each sample, does not depend on the outputs, or mixes
    /// samples.</exception>
    public static Tensor<T> Of<T>(Layer<T> model, Tensor<T> inputs, Func<Tensor<T>, Tensor<T>> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        SampleRows<T> rows = Rows(nameof(Of), model, inputs);
        Layer<T>[]? layers = LayerChain<T>.Layers(model, inputs);
        LayerChain<T>? chain = layers is null ? null : LayerChain<T>.Of(layers, inputs);
        int samples = inputs.Shape[0];
        Tensor<T> back = Backward(chain?.Outputs ?? model.Predict(inputs), loss, samples);
        double[] columns = new double[samples * rows.Count];
        if (chain is not null) chain.Spread(back, rows, columns, samples, 0);
        else
        {
            for (int sample = 0; sample < samples; sample++)
            {
                using GraphRegion region = Inference.Begin(recording: true);
                rows.Pull(model.Forward(inputs.Slice(0, sample, 1)), back.Slice(0, sample, 1), columns, samples, sample);
            }
        }
        return ToTensor<T>(columns, samples, 1, [samples, rows.Count]);
    }

    /// <summary>The gradients of every output of each sample. Shape [samples, outputs, parameters].</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The samples, along the first axis.</param>
    /// <exception cref="ArgumentException">There are no samples, or no parameter learns.</exception>
    public static Tensor<T> Jacobian<T>(Layer<T> model, Tensor<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SampleRows<T> rows = Rows(nameof(Jacobian), model, inputs);
        Layer<T>[]? layers = LayerChain<T>.Layers(model, inputs);
        LayerChain<T>? chain = layers is null ? null : LayerChain<T>.Of(layers, inputs);
        int samples = inputs.Shape[0], outputs = (chain?.Outputs ?? model.Predict(inputs)).ElementCount / samples;
        return ToTensor<T>(rows.Derivatives(model, chain, inputs, outputs), samples, outputs, [samples, outputs, rows.Count]);
    }

    private static SampleRows<T> Rows<T>(string name, Layer<T> model, Tensor<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Rank == 0 || inputs.ElementCount == 0)
        {
            throw new ArgumentException(
                $"PerSampleGradients.{name}: expected samples along the first axis, got inputs of shape {inputs.Shape}.", nameof(inputs));
        }
        return new SampleRows<T>($"PerSampleGradients.{name}", model);
    }

    /// <summary>The gradient of the summed loss by the outputs, each sample's own.</summary>
    private static Tensor<T> Backward<T>(Tensor<T> outputs, Func<Tensor<T>, Tensor<T>> loss, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> leaf = outputs.Tracked();
        using GraphRegion region = Recording.On();
        Tensor<T> losses = loss(leaf) ?? throw new InvalidOperationException("PerSampleGradients.Of: the loss returned null.");
        Shape expected = [samples];
        if (losses.Shape != expected)
        {
            throw new InvalidOperationException(
                $"PerSampleGradients.Of: expected a loss of shape [{samples}], a number for each sample, got {losses.Shape}.");
        }
        if (!losses.RequiresGradient)
            throw new InvalidOperationException("PerSampleGradients.Of: the loss does not depend on the outputs that it is given.");
        T[] weights = new T[samples];
        for (int sample = 0; sample < samples; sample++) weights[sample] = T.CreateChecked(1 + sample % 7);
        Tensor<T> back = Differentiation.Gradients(losses, [leaf], Tensor.Ones<T>(losses.Shape), retainGraph: true)[0];
        CheckSeparate(back, Differentiation.Gradients(losses, [leaf], Tensor.Vector<T>(weights))[0], weights);
        return back;
    }

    /// <summary>Refuses a loss of which one sample's number depends on the outputs of others: weights of samples would come back as they
    /// are otherwise.</summary>
    private static void CheckSeparate<T>(Tensor<T> back, Tensor<T> weighted, T[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = back.ElementCount / weights.Length;
        double largest = 0, precision = 1e3 * ParameterVector.Epsilon<T>();
        foreach (T value in back.Span) largest = Math.Max(largest, Math.Abs(double.CreateChecked(value)));
        for (int i = 0; i < back.ElementCount; i++)
        {
            double weight = double.CreateChecked(weights[i / width]);
            double error = Math.Abs(weight * double.CreateChecked(back.Span[i]) - double.CreateChecked(weighted.Span[i]));
            if (error > precision * weight * largest)
            {
                throw new InvalidOperationException(
                    $"PerSampleGradients.Of: the loss of a sample must depend on the outputs of that sample alone, but sample " +
                    $"{i / width} also has a part in those of others.");
            }
        }
    }

    private static Tensor<T> ToTensor<T>(double[] columns, int samples, int outputs, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = samples * outputs, count = shape[-1];
        T[] values = new T[columns.Length];
        for (int column = 0; column < count; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                int place = (row % samples * outputs + row / samples) * count + column;
                values[place] = T.CreateTruncating(columns[column * rows + row]);
            }
        }
        return Tensor.Create(values, shape);
    }
}
