using System.Text.Json;

namespace MiniGrad.Tests.Golden;

/// <summary>Reads of the figures by PyTorch those that the program needs, by hand: a serializer would be a fifth of it.</summary>
internal static class GoldenFile
{
    public static GoldenTrajectories Trajectories { get; } = Read("trajectories.json", root => new GoldenTrajectories(
        Tensor(root.GetProperty("inputs")), Tensor(root.GetProperty("targets")), List(root.GetProperty("initial"), Tensor),
        List(root.GetProperty("variants"), Trajectory)));

    public static GoldenTorchFiles TorchFiles { get; } = Read("torch_files.json", root => new GoldenTorchFiles(
        List(root.GetProperty("types"), type => new GoldenTorchTensor(
            Text(type, "name")!, Text(type, "type")!, Sizes(type), Numbers(type.GetProperty("values")))),
        List(root.GetProperty("networks"), network => new GoldenTorchNetwork(
            Text(network, "name")!, Text(network, "kind")!, Tensor(network.GetProperty("input")), Tensor(network.GetProperty("outputs")),
            Text(network, "entry")))));

    private static TFile Read<TFile>(string name, Func<JsonElement, TFile> read)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name)));
        return read(document.RootElement);
    }

    private static GoldenTrajectory Trajectory(JsonElement item) => new(
        Text(item, "name")!,
        item.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetDouble()),
        Numbers(item.GetProperty("losses")),
        List(item.GetProperty("states"), state => new GoldenState(
            state.GetProperty("step").GetInt32(), List(state.GetProperty("parameters"), Numbers))));

    private static GoldenTensor Tensor(JsonElement item) => new(Sizes(item), Numbers(item.GetProperty("values")), Text(item, "name"));

    private static int[] Sizes(JsonElement item) => [.. item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    private static double[] Numbers(JsonElement items) => [.. items.EnumerateArray().Select(number => number.GetDouble())];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static List<TItem> List<TItem>(JsonElement items, Func<JsonElement, TItem> read) => [.. items.EnumerateArray().Select(read)];
}
