using System.Text.Json;
using MiniGrad.Initializers;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>The recurrent layers and cells of the library.</summary>
internal static class RecurrentKinds<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LstmGates = 4, GruGates = 3;

    public static IReadOnlyList<LayerKind<T>> All { get; } =
    [
        Layers(LstmGates, (i, u, random, layers, both, dropout, none) => new Lstm<T>(i, u, random, layers, both, dropout, none, none)),
        Layers(GruGates, (i, u, random, layers, both, dropout, none) => new Gru<T>(i, u, random, layers, both, dropout, none, none)),
        Cells(LstmGates, (inputs, units, random, none) => new LstmCell<T>(inputs, units, random, none, none)),
        Cells(GruGates, (inputs, units, random, none) => new GruCell<T>(inputs, units, random, none, none)),
    ];

    private static LayerKind<T, TLayer> Layers<TLayer>(int gates, Func<int, int, Random, int, bool, double, Initializer, TLayer> make)
        where TLayer : RecurrentLayer<T> => new(
            (layer, json, _) =>
            {
                WriteSizes(json, layer.Inputs, layer.Units);
                json.WriteNumber("layers", layer.Layers);
                json.WriteBoolean("bidirectional", layer.IsBidirectional);
                json.WriteNumber("dropout", layer.Dropout);
            },
            settings =>
            {
                (int inputs, int units, int layers) = (settings.Int("inputs"), settings.Int("units"), settings.Int("layers"));
                bool areBoth = settings.Flag("bidirectional");
                int directions = areBoth ? 2 : 1;
                Claim(settings, gates * directions, inputs, units);
                settings.Claim(Math.Max(0.0, layers - 1.0) * gates * directions * units * (directions + 1.0) * Math.Max(1, units));
                return make(inputs, units, settings.Random, layers, areBoth, settings.Number("dropout"), Initializer.Zeros);
            });

    private static LayerKind<T, TLayer> Cells<TLayer>(int gates, Func<int, int, Random, Initializer, TLayer> make)
        where TLayer : RecurrentCell<T> => new(
            (layer, json, _) => WriteSizes(json, layer.Inputs, layer.Units),
            settings =>
            {
                (int inputs, int units) = (settings.Int("inputs"), settings.Int("units"));
                Claim(settings, gates, inputs, units);
                return make(inputs, units, settings.Random, Initializer.Zeros);
            });

    private static void WriteSizes(Utf8JsonWriter json, int inputs, int units)
    {
        json.WriteNumber("inputs", inputs);
        json.WriteNumber("units", units);
    }

    private static void Claim(LayerSettings<T> settings, int gates, int inputs, int units) =>
        settings.Claim((double)gates * Math.Max(0, units) * (Math.Max(0.0, inputs) + Math.Max(0, units)));
}
