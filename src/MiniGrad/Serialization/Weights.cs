using MiniGrad.Kernels;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>Saves the parameters and buffers of a model by their names, and loads them into a model of the same structure.</summary>
/// <remarks><para>The files are in the safetensors format, see <see cref="SafetensorsFile"/>; the names are those of
/// <see cref="Layer{T}.NamedParameters"/> and <see cref="Layer{T}.NamedBuffers"/>. A parameter that a model uses several times is in the
/// file once. Of a checkpoint, whose metadata have a <c>weights_prefix</c>, the arrays whose names begin with that are loaded, without it,
/// and the others passed over.</para>
/// <para>Files that PyTorch's <c>torch.save</c> wrote, <c>.pt</c> and <c>.pth</c>, are loaded as well, see <see cref="PyTorchFile"/>; the
/// content of a file tells its format, not its name. Of a checkpoint the weights are found or named by
/// <see cref="WeightsOptions.Entry"/>, and what stands beside them is passed over.</para></remarks>
/// <example>Weights of PyTorch's, from <c>torch.save(net.state_dict(), "net.pt")</c> and from
/// <c>safetensors.torch.save_file(net.state_dict(), "net.safetensors")</c>:<code>
/// using MiniGrad;
/// using MiniGrad.Layers;
/// using MiniGrad.Serialization;
///
/// Mlp&lt;float&gt; model = new([784, 128, 10], Activation.Relu, new Random(1));
/// Weights.Load(model, "net.pt");
/// Weights.Load(model, "net.safetensors", new WeightsOptions { Rename = TorchNames.FromTorch(model) });
/// </code></example>
public static partial class Weights
{
    /// <summary>The key of metadata with the prefix of the weights' names, in a file that holds other things besides.</summary>
    internal const string PrefixKey = "weights_prefix";

    internal const string LayoutKey = "linear_weights";
    internal const string OutputsFirstValue = "out,in";

    private const string InputsFirstValue = "in,out";

    /// <summary>Writes all parameters and buffers of a model to a file, which appears only once it is complete and on disk.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="metadata">Texts to go along. Default: none; the layout is noted anyway, under <c>linear_weights</c>.</param>
    /// <param name="layout">The layout of the weights of <see cref="Linear{T}"/> and recurrent layers. Other weights are never
    /// transposed.</param>
    /// <param name="rename">The name in the file for a name in the model. Default: the same.</param>
    /// <exception cref="ArgumentException">Two parameters have one name in the file, or metadata has the key <c>linear_weights</c> or
    /// <c>weights_prefix</c>.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save<T>(
        Layer<T> model, string path, IEnumerable<KeyValuePair<string, string>>? metadata = null,
        WeightLayout layout = WeightLayout.InputsFirst, Func<string, string>? rename = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Gather(model, metadata, layout, rename).Save(path);

    /// <summary>Writes all parameters and buffers of a model to a stream, which stays open: the bytes that a file would have.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="metadata">Texts to go along. Default: none; the layout is noted anyway, under <c>linear_weights</c>.</param>
    /// <param name="layout">The layout of the weights of <see cref="Linear{T}"/> and recurrent layers.</param>
    /// <param name="rename">The name in the file for a name in the model. Default: the same.</param>
    /// <exception cref="ArgumentException">Two parameters have one name in the file, or metadata has the key <c>linear_weights</c> or
    /// <c>weights_prefix</c>.</exception>
    public static void Save<T>(
        Layer<T> model, Stream stream, IEnumerable<KeyValuePair<string, string>>? metadata = null,
        WeightLayout layout = WeightLayout.InputsFirst, Func<string, string>? rename = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Gather(model, metadata, layout, rename).Write(stream);

    private static SafetensorsBuilder Gather<T>(
        Layer<T> model, IEnumerable<KeyValuePair<string, string>>? metadata, WeightLayout layout, Func<string, string>? rename)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsBuilder builder = new();
        AddTo(builder, model, layout, rename);
        foreach ((string key, string value) in metadata ?? [])
        {
            if (key == PrefixKey)
                throw new ArgumentException($"Weights: the key '{PrefixKey}' is reserved; choose another.", nameof(metadata));
            builder.AddMetadata(key, value);
        }
        return builder;
    }

    /// <summary>Adds all parameters and buffers of a model to what goes into a file, next to other things, and the layout to its metadata,
    /// under <c>linear_weights</c>. Their values are those at the time of writing.</summary>
    /// <param name="builder">The content of the file.</param>
    /// <param name="model">The model.</param>
    /// <param name="layout">The layout of the weights of <see cref="Linear{T}"/> layers.</param>
    /// <param name="rename">The name in the file for a name in the model. Default: the same.</param>
    /// <exception cref="ArgumentException">A name is taken, or the metadata have another layout.</exception>
    public static void AddTo<T>(
        SafetensorsBuilder builder, Layer<T> model, WeightLayout layout = WeightLayout.InputsFirst, Func<string, string>? rename = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        IReadOnlyList<Target<T>> targets = Targets(model, layout);
        string noted = layout == WeightLayout.OutputsFirst ? OutputsFirstValue : InputsFirstValue;
        if (!builder.Metadata.TryGetValue(LayoutKey, out string? before)) builder.AddMetadata(LayoutKey, noted);
        else if (before != noted)
            throw new ArgumentException($"Weights: a file has one layout: got ({noted}) beside ({before}).", nameof(layout));
        foreach (Target<T> target in targets)
        {
            string name = rename?.Invoke(target.Name) ?? target.Name;
            StoredArray array = StoredArray.Of(target.Parameter);
            if (target.IsTransposed)
                array = new(array.Type, target.FileShape, stream => StoredArray.Of(Transposed(target.Parameter)).Write(stream));
            builder.Add(name, array);
        }
    }

    /// <summary>Overwrites the parameters and buffers of a model with those of a file. Frozen ones too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file: safetensors, or PyTorch's, whose names and layout are then those of PyTorch.</param>
    /// <param name="options">Another layout or other names, where in a checkpoint the weights are, and what may differ. Default: none of
    /// these.</param>
    /// <returns>The names that only one of the two has; none, unless <paramref name="options"/> allow it.</returns>
    /// <remarks>Numbers of another floating-point type are rounded to the nearest <typeparamref name="T"/>.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a complete and well-formed safetensors file or file of
    /// <c>torch.save</c>, or holds a whole model, a program or another thing than data. Nothing is changed.</exception>
    /// <exception cref="ArgumentException">The file does not fit the model: names that are missing, extra or there twice, shapes that
    /// differ, arrays of integers, all of them listed, a layout that nothing tells, or weights in several entries of a checkpoint or
    /// none. Nothing is changed.</exception>
    /// <exception cref="InvalidOperationException">A parameter holds an average of its values for now. Nothing is changed.</exception>
    public static LoadedWeights Load<T>(Layer<T> model, string path, WeightsOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (PyTorchFormats.Of(path) != PyTorchFormat.None)
        {
            using PyTorchFile torchFile = PyTorchFile.Open(path);
            return Load(model, torchFile, options);
        }
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load(model, file, options);
    }

    /// <param name="model">The model.</param>
    /// <param name="file">A file that is open.</param>
    /// <param name="options">Another layout or other names, and what may differ.</param>
    /// <inheritdoc cref="Load{T}(Layer{T}, string, WeightsOptions?)" path="/*[not(self::param)]"/>
    public static LoadedWeights Load<T>(Layer<T> model, SafetensorsFile file, WeightsOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        options ??= new WeightsOptions();
        if (options.Entry is not null)
        {
            throw new ArgumentException(
                $"{file.Name} is a safetensors file, which has no entry '{options.Entry}': leave Entry null.", nameof(options));
        }
        WeightsSource source = WeightsSource.Of(file);
        WeightLayout? named = TorchNames.Made(options.Rename) ? WeightLayout.OutputsFirst : null;
        return Load(model, source with { Layout = source.Layout ?? named }, options, options.Rename);
    }

    /// <param name="model">The model.</param>
    /// <param name="file">A file that is open.</param>
    /// <param name="options">Another layout or other names, where the weights are, and what may differ.</param>
    /// <inheritdoc cref="Load{T}(Layer{T}, string, WeightsOptions?)" path="/*[not(self::param)]"/>
    public static LoadedWeights Load<T>(Layer<T> model, PyTorchFile file, WeightsOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        options ??= new WeightsOptions();
        return Load(model, WeightsSource.Of(file, options.Entry), options, options.Rename ?? TorchNames.FromTorch(model));
    }

    private static LoadedWeights Load<T>(Layer<T> model, WeightsSource source, WeightsOptions options, Func<string, string?>? rename)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightLayout? layout = options.Layout ?? source.Layout;
        IReadOnlyList<Target<T>> targets = Targets(model, layout ?? WeightLayout.InputsFirst);
        List<string> troubles = [], missing = [];
        Dictionary<string, WeightsArray> byName = ByName(source, rename, troubles);
        List<(Target<T> Target, WeightsArray Array)> pairs = [];
        foreach (Target<T> target in targets)
        {
            if (!byName.Remove(target.Name, out WeightsArray? array)) missing.Add(target.Name);
            else if (array.Shape != target.FileShape)
                troubles.Add($"'{target.Name}' has the shape {array.Shape} instead of {target.FileShape}{Hint(target, array)}");
            else if (!IsFloatingPoint(array.Type))
                troubles.Add($"'{target.Name}' has elements of type {array.TypeName} instead of floating-point numbers");
            else pairs.Add((target, array));
        }
        string[] extra = [.. Extra(model, source, byName, pairs)];
        if (!options.AllowMissing) troubles.AddRange(missing.Select(name => $"'{name}' is missing"));
        if (!options.AllowExtra) troubles.AddRange(extra.Select(name => $"'{name}' is not expected"));
        Target<T>[] linear = [.. pairs.Select(pair => pair.Target).Where(target => target.IsLinear && target.FileShape.ElementCount > 1)];
        if (layout is null && linear.Length > 0 && Array.TrueForAll(linear, target => target.FileShape[0] == target.FileShape[1]))
        {
            troubles.Add($"'{linear[0].Name}' is square and nothing in the file says whether linear weights are (in, out) or, " +
                "as PyTorch's, (out, in): set Layout");
        }
        if (troubles.Count > 0)
        {
            string advice = rename is null && missing.Select(TorchNames.ToTorch(model)).Any(byName.ContainsKey)
                ? " For PyTorch's names set Rename = TorchNames.FromTorch(model), which implies Layout = OutputsFirst." : "";
            throw new ArgumentException($"{source.File} does not fit the model: {string.Join(", ", troubles)}.{advice}", nameof(model));
        }
        if (targets.FirstOrDefault(target => target.Parameter.HoldsAverage) is { } averaged)
            throw averaged.Parameter.AverageIsIn("weights cannot be loaded");

        // All is read before anything is changed.
        Tensor<T>[] values = [.. pairs.Select(pair => pair.Array.Open().ReadTensor<T>())];
        foreach (((Target<T> target, _), Tensor<T> value) in pairs.Zip(values))
            target.Parameter.Assign(target.IsTransposed ? Transposed(value) : value);
        return new LoadedWeights(missing, extra);
    }

    /// <summary>What is left, but for further names of arrays that are shared in the file as they are in the model.</summary>
    private static IEnumerable<string> Extra<T>(
        Layer<T> model, WeightsSource source, Dictionary<string, WeightsArray> left, List<(Target<T> Target, WeightsArray Array)> pairs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (left.Count == 0) return [];
        Dictionary<string, string> firstNames = SharedNames.Of(model);
        Dictionary<string, TorchTensor?> used = pairs.ToDictionary(pair => pair.Target.Name, pair => pair.Array.View);
        HashSet<WeightsArray> extra = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, WeightsArray array) in left)
        {
            bool isShared = array.View is { } view && firstNames.TryGetValue(name, out string? first)
                && used.TryGetValue(first, out TorchTensor? other) && view.Equals(other);
            if (!isShared) extra.Add(array);
        }
        return source.Arrays.Where(extra.Contains).Select(array => array.FullName);
    }

    private static List<Target<T>> Targets<T>(Layer<T> model, WeightLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        Guard.Defined(layout, nameof(Weights));
        HashSet<Parameter<T>> linear = new(model.All().SelectMany(entry => entry.Layer.LinearWeights), ReferenceEqualityComparer.Instance);
        IEnumerable<(string Name, Parameter<T> Parameter)> buffers = model.NamedBuffers.Select(entry => (entry.Name, entry.Buffer));
        return [.. model.NamedParameters.Concat(buffers)
            .Select(entry => new Target<T>(entry.Name, entry.Parameter, linear.Contains(entry.Parameter), layout))];
    }

    /// <summary>Advice if a weight would fit in the other layout.</summary>
    private static string Hint<T>(Target<T> target, WeightsArray array) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!target.IsLinear || array.Shape.Rank != 2 || array.Shape[0] != target.FileShape[1] || array.Shape[1] != target.FileShape[0])
            return "";
        return target.IsTransposed
            ? " (transposed: the file keeps linear weights as (in, out); Layout = InputsFirst)"
            : " (transposed: PyTorch keeps linear weights as (out, in); Layout = OutputsFirst)";
    }

    private static Dictionary<string, WeightsArray> ByName(WeightsSource source, Func<string, string?>? rename, List<string> troubles)
    {
        Dictionary<string, WeightsArray> byName = [];
        foreach (WeightsArray array in source.Arrays)
        {
            string? name = rename is null ? array.Name : rename(array.Name);
            if (name is not null && !byName.TryAdd(name, array))
                troubles.Add($"'{name}' is there twice, as '{byName[name].FullName}' and '{array.FullName}'");
        }
        return byName;
    }

    private static bool IsFloatingPoint(ElementType? type) => type is >= ElementType.Binary64 and <= ElementType.Float8E4M3;

    private static Tensor<T> Transposed<T>(Tensor<T> matrix) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        Tensor<T> transposed = Tensor.Zeros<T>([columns, rows]);
        Arranging.Transpose(matrix.Span, rows, columns, transposed.Buffer);
        return transposed;
    }

    /// <summary>A parameter or buffer, and how the file has it.</summary>
    private sealed record Target<T>(string Name, Parameter<T> Parameter, bool IsLinear, WeightLayout Layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool IsTransposed => IsLinear && Layout == WeightLayout.OutputsFirst;

        public Shape FileShape => IsTransposed ? [Parameter.Shape[1], Parameter.Shape[0]] : Parameter.Shape;
    }
}

/// <summary>The names that only a file or only a model has, where that was allowed.</summary>
/// <param name="Missing">Names of the model that the file lacks, in the model's order.</param>
/// <param name="Extra">Names of the file that the model has no place for, in the file's order.</param>
public sealed record LoadedWeights(IReadOnlyList<string> Missing, IReadOnlyList<string> Extra)
{
    /// <summary>Both lists in one line.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts = ((string[])[List("missing", Missing), List("extra", Extra)]).Where(text => text.Length > 0);
        return string.Join("; ", parts.DefaultIfEmpty("everything fits"));
    }

    private static string List(string title, IReadOnlyList<string> names) => names.Count == 0 ? "" : $"{title}: {string.Join(", ", names)}";
}
