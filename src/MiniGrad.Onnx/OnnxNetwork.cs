using System.Diagnostics.CodeAnalysis;
using MiniGrad.Layers;

namespace MiniGrad.Onnx;

/// <summary>A network from an ONNX file: it predicts, its weights are parameters that go on learning, and with one input and one output it
/// is a layer like any other.</summary>
/// <remarks>All floating-point numbers are computed in the precision T, whatever the file says. A weight that only matrix products read as
/// its transpose is kept as that transpose. Batch normalization uses the averages of the file, in training as well, and dropout is gone, as
/// files hold networks in inference.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class OnnxNetwork<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NetworkPlan<T> plan;
    private readonly NetworkRun run;
    // The size of the first axis in the file where it may be another; for outputs that begin with it.
    private readonly int? freed;

    private OnnxNetwork(NetworkPlan<T> plan, string name, OnnxImportOptions options)
    {
        this.plan = plan;
        run = new NetworkRun(plan.Nodes, plan.Known, plan.Outputs.Select(output => output.Place), options);
        Name = name;
        foreach ((string weight, Parameter<T> parameter, _) in plan.Weights) Register(weight, parameter);
        Inputs = [.. plan.Inputs.Select(input => input.Info)];
        Outputs = [.. plan.Outputs.Select(output => output.Info)];
        int[] batches = [.. Inputs.Select(input => input.IsFixed(out int size) ? size : -1).Where(size => size >= 0).Distinct()];
        if (!options.FreesBatch || batches.Length == 0) return;
        if (batches.Length > 1)
            throw new InvalidDataException(
                $"FreesBatch needs inputs whose first axes are the same: {string.Join(", ", Inputs)}.");
        freed = batches[0];
        Inputs = [.. Inputs.Select(input => input.IsFixed(out _) ? input.Freed("batch") : input)];
    }

    /// <summary>The name of the graph.</summary>
    public string Name { get; }

    /// <summary>What goes in.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs { get; }

    internal override IEnumerable<Parameter<T>> LinearWeights =>
        plan.Weights.Where(weight => weight.IsLinear).Select(weight => weight.Weight);

    /// <inheritdoc/>
    public override string Description => $"ONNX '{Name}' {Names(Inputs)} → {Names(Outputs)}";

    /// <summary>Reads a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How. Default: all weights are learned, and none is in another file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file does not follow the format. The message begins with the path.</exception>
    /// <exception cref="NotSupportedException">The network needs what is not supported; the message lists all of it.</exception>
    [SuppressMessage("Design", "CA1000", Justification = "The precision is chosen where a network is read.")]
    public static OnnxNetwork<T> Load(string path, OnnxImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Load(file, path, options ?? new OnnxImportOptions(), folder);
    }

    /// <summary>Reads a network from a stream that can seek.</summary>
    internal static OnnxNetwork<T> Load(Stream file, string name, OnnxImportOptions options, string? folder = null)
    {
        try
        {
            OnnxModel model = OnnxModel.Read(file);
            TensorReader reader = new(file, options.ReadsExternalWeights ? folder : null);
            return new OnnxNetwork<T>(Planner<T>.Of(model, reader, options), model.Graph.Name, options);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{name}': {error.Message}", error);
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException($"'{name}': {error.Message}", error);
        }
    }

    /// <summary>The outputs for the given inputs. Recorded where recording is on and it is no prediction.</summary>
    /// <param name="inputs">A value for each input.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="ArgumentException">An input is missing or of another shape or type, or there is one of another name; or a node does
    /// not take what comes to it, or would make more elements than the options allow.</exception>
    public IReadOnlyDictionary<string, OnnxValue> Run(OnnxInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach ((string name, _) in inputs)
            if (!Inputs.Any(input => input.Name == name))
                throw new ArgumentException(
                    $"OnnxNetwork: there is no input '{name}'; there is {string.Join(", ", Inputs)}.", nameof(inputs));
        OnnxValue[] given = new OnnxValue[Inputs.Count];
        for (int i = 0; i < given.Length; i++)
            given[i] = inputs.Find(Inputs[i].Name)
                ?? throw new ArgumentException($"OnnxNetwork: expected the input {Inputs[i]}, got none.", nameof(inputs));
        OnnxValue[] results = Run(given);
        Dictionary<string, OnnxValue> outputs = new(StringComparer.Ordinal);
        for (int i = 0; i < results.Length; i++) outputs[Outputs[i].Name] = results[i];
        return outputs;
    }

    /// <summary>The output of a network of one input and one output, both of numbers.</summary>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (Inputs.Count != 1 || Outputs.Count != 1)
            throw new InvalidOperationException(
                $"{Description}: a network is a layer only with one input and one output; call Run with {string.Join(", ", Inputs)}.");
        return Run([new NumberValue<T>(input, NumberValue<T>.TypeOfNumbers)])[0].ToTensor<T>();
    }

    private OnnxValue[] Run(OnnxValue[] given)
    {
        OnnxValue?[] values = [.. plan.Known];
        Dictionary<string, (int Size, string Input)>? sizes = given.Length > 1 ? new(StringComparer.Ordinal) : null;
        for (int i = 0; i < given.Length; i++)
        {
            Inputs[i].Check(given[i], sizes);
            values[plan.Inputs[i].Place] = OfPrecision(given[i]);
        }
        run.Compute(values);
        if (freed is { } batch) CheckBatch(given, values, batch);
        return [.. plan.Outputs.Select(output => Kept(values[output.Place]!))];
    }

    /// <summary>A value that stays as it is when parameters change.</summary>
    private static OnnxValue Kept(OnnxValue value) => value is NumberValue<T> { Tensor.Changes: not null } number
        ? new NumberValue<T>(number.Tensor * T.One, value.ElementType) : value;

    /// <summary>Throws if an output of as many samples as the file has is not one of as many as were given.</summary>
    private void CheckBatch(OnnxValue[] given, OnnxValue?[] values, int batch)
    {
        int samples = given[plan.Inputs.Index().First(input => input.Item.Info.IsFixed(out _)).Index].Shape[0];
        foreach ((OnnxValueInfo info, int place) in plan.Outputs)
            if (info.IsFixed(out int size) && size == batch && values[place] is { } output
                && (output.Shape.Rank == 0 || output.Shape[0] != samples))
                throw new ArgumentException(
                    Invariant($"OnnxNetwork: for {samples} samples the output {info} is {output}: the file needs the size of its first ") +
                    "axis inside; export it anew with an axis of any size.");
    }

    private static string Names(IReadOnlyList<OnnxValueInfo> values) => string.Join(", ", values.Select(value => value.Name));

    /// <summary>A value in the network's precision; numbers of the other one are refused rather than changed.</summary>
    private static OnnxValue OfPrecision(OnnxValue value) => value switch
    {
        NumberValue<T> or IntegerValue => value,
        _ when value.ElementType == OnnxElementType.Bool => new NumberValue<T>(value.ToTensor<T>(), OnnxElementType.Bool),
        _ => throw new ArgumentException($"OnnxNetwork: expected numbers of type {typeof(T).Name}, got {value}."),
    };
}
