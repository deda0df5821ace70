using System.Text.Json;
using MiniGrad.Initializers;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>All layers of the library. Weights are made of zeros, since the file holds them, and claimed before they are made.</summary>
internal static class LayerKinds<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Initializer none = Initializer.Zeros;

    public static IReadOnlyList<LayerKind<T>> All { get; } =
    [
        new LayerKind<T, Linear<T>>(
            (layer, json, _) => WriteLinear(json, layer.Inputs, layer.Outputs, layer.Bias),
            settings => Linear(settings, (i, o, bias) => new Linear<T>(i, o, settings.Random, none, bias))),
        new LayerKind<T, WeightNormalizedLinear<T>>(
            (layer, json, _) => WriteLinear(json, layer.Inputs, layer.Outputs, layer.Bias),
            settings => Linear(settings, (i, o, bias) => new WeightNormalizedLinear<T>(i, o, settings.Random, none, bias))),
        new LayerKind<T, SpectralNormalizedLinear<T>>(
            (layer, json, _) =>
            {
                WriteLinear(json, layer.Inputs, layer.Outputs, layer.Bias);
                json.WriteNumber("iterations", layer.Iterations);
            },
            settings => Linear(
                settings,
                (i, o, bias) => new SpectralNormalizedLinear<T>(i, o, settings.Random, none, bias, settings.Int("iterations")))),
        new LayerKind<T, Mlp<T>>(
            (layer, json, _) =>
            {
                WriteInts(json, "sizes", layer.Sizes);
                json.WriteString("activation", $"{layer.Activation}");
                json.WriteNumber("dropout", layer.Dropout);
                json.WriteString("normalization", $"{layer.Normalization}");
            },
            settings =>
            {
                int[] sizes = settings.Ints("sizes");
                for (int i = 1; i < sizes.Length; i++) settings.Claim(Math.Max(0.0, sizes[i - 1]) * Math.Max(0, sizes[i]));
                return new Mlp<T>(
                    sizes, settings.Choice<Activation>("activation"), settings.Random, settings.Number("dropout"), none,
                    settings.Choice<Normalization>("normalization"));
            }),
        new LayerKind<T, Sequential<T>>(
            (layer, json, inner) => WriteLayers(json, "layers", layer, inner),
            settings => new Sequential<T>(settings.Layers("layers"))),
        new LayerKind<T, Parallel<T>>(
            (layer, json, inner) =>
            {
                json.WriteString("merge", $"{layer.Merge}");
                WriteLayers(json, "branches", layer, inner);
            },
            settings => new Parallel<T>(settings.Choice<ParallelMerge>("merge"), settings.Layers("branches"))),
        new LayerKind<T, Residual<T>>(
            (layer, json, inner) =>
            {
                foreach ((string name, Layer<T> part) in layer.Children)
                {
                    json.WritePropertyName(name);
                    inner(part);
                }
            },
            settings => new Residual<T>(settings.Layer("inner"), settings.OptionalLayer("shortcut"))),
        new LayerKind<T, ActivationLayer<T>>(
            (layer, json, _) => json.WriteString("activation", $"{layer.Activation}"),
            settings => new ActivationLayer<T>(settings.Choice<Activation>("activation"))),
        new LayerKind<T, Dropout<T>>(
            (layer, json, _) => json.WriteNumber("probability", layer.Probability),
            settings => new Dropout<T>(settings.Number("probability"), settings.Random)),
        new LayerKind<T, AlphaDropout<T>>(
            (layer, json, _) => json.WriteNumber("probability", layer.Probability),
            settings => new AlphaDropout<T>(settings.Number("probability"), settings.Random)),
        new LayerKind<T, GaussianNoise<T>>(
            (layer, json, _) => json.WriteNumber("deviation", layer.Deviation),
            settings => new GaussianNoise<T>(settings.Number("deviation"), settings.Random)),
        new LayerKind<T, BatchNormalization<T>>(
            (layer, json, _) =>
            {
                json.WriteNumber("features", layer.Features);
                json.WriteNumber("momentum", layer.Momentum);
                WriteNormalization(json, layer.Epsilon, layer.Weight);
            },
            settings =>
            {
                int features = settings.Int("features");
                settings.Claim(features);
                return new BatchNormalization<T>(
                    features, settings.Number("momentum"), settings.Number("epsilon"), settings.Flag("affine"));
            }),
        new LayerKind<T, LayerNormalization<T>>(
            (layer, json, _) =>
            {
                WriteInts(json, "shape", layer.Shape);
                WriteNormalization(json, layer.Epsilon, layer.Weight);
            },
            settings => Normalization(settings, (shape, epsilon, affine) => new LayerNormalization<T>(shape, epsilon, affine))),
        new LayerKind<T, RmsNormalization<T>>(
            (layer, json, _) =>
            {
                WriteInts(json, "shape", layer.Shape);
                WriteNormalization(json, layer.Epsilon, layer.Weight);
            },
            settings => Normalization(settings, (shape, epsilon, affine) => new RmsNormalization<T>(shape, epsilon, affine))),
        new LayerKind<T, Embedding<T>>(
            (layer, json, _) =>
            {
                json.WriteNumber("count", layer.Count);
                json.WriteNumber("dimension", layer.Dimension);
                if (layer.PaddingIndex is { } padding) json.WriteNumber("padding", padding);
            },
            settings =>
            {
                (int count, int dimension) = (settings.Int("count"), settings.Int("dimension"));
                settings.Claim((double)count * dimension);
                return new Embedding<T>(count, dimension, settings.Random, none, settings.OptionalInt("padding"));
            }),
        new LayerKind<T, Flatten<T>>((_, _, _) => { }, _ => new Flatten<T>()),
        new LayerKind<T, Attention<T>>((_, _, _) => { }, _ => new Attention<T>()),
        new LayerKind<T, Columns<T>>(
            (layer, json, _) =>
            {
                json.WriteNumber("first", layer.First);
                json.WriteNumber("count", layer.Count);
            },
            settings => new Columns<T>(settings.Int("first"), settings.Int("count"))),
        .. RecurrentKinds<T>.All,
    ];

    private static void WriteLinear(Utf8JsonWriter json, int inputs, int outputs, Parameter<T>? bias)
    {
        json.WriteNumber("inputs", inputs);
        json.WriteNumber("outputs", outputs);
        json.WriteBoolean("bias", bias is not null);
    }

    private static TLayer Linear<TLayer>(LayerSettings<T> settings, Func<int, int, bool, TLayer> make)
    {
        (int inputs, int outputs) = (settings.Int("inputs"), settings.Int("outputs"));
        settings.Claim((double)inputs * outputs);
        return make(inputs, outputs, settings.Flag("bias"));
    }

    private static void WriteNormalization(Utf8JsonWriter json, double epsilon, Parameter<T>? weight)
    {
        json.WriteNumber("epsilon", epsilon);
        json.WriteBoolean("affine", weight is not null);
    }

    private static TLayer Normalization<TLayer>(LayerSettings<T> settings, Func<Shape, double, bool, TLayer> make)
    {
        int[] sizes = settings.Ints("shape");
        bool isAffine = settings.Flag("affine");
        if (isAffine) settings.Claim(sizes.Aggregate(1.0, (product, size) => product * size));
        return make(sizes, settings.Number("epsilon"), isAffine);
    }

    private static void WriteInts(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteLayers(Utf8JsonWriter json, string name, Layer<T> layer, Action<Layer<T>> writeInner)
    {
        json.WriteStartArray(name);
        foreach ((_, Layer<T> inner) in layer.Children) writeInner(inner);
        json.WriteEndArray();
    }
}
