using System.IO.Compression;
using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Tests.Onnx;

/// <summary>ONNX's own tests: a model each, with inputs and the outputs that are expected.</summary>
internal static class OnnxTestFiles
{
    private const string Variable = "MINIGRAD_ONNX_TESTS", FileName = "onnx-tests-1.22.0.zip";

    private static readonly Lazy<ZipArchive?> archive = new(() => Find() is { } path ? ZipFile.OpenRead(path) : null);

    /// <summary>Why they are not here, or null.</summary>
    public static string? Reason => archive.Value is not null ? null
        : $"ONNX's tests are not here: no shared/data/onnx/{FileName} beside or above the repository, and {Variable} is not set.";

    /// <summary>The tests whose path begins like that, such as <c>node/</c>, in alphabetical order; none where they are not here.</summary>
    public static IReadOnlyList<string> Tests(string folder)
    {
        if (archive.Value is null) return [];
        lock (archive)
        {
            return [.. archive.Value.Entries.Where(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal)
                && entry.FullName.EndsWith("/model.onnx", StringComparison.Ordinal))
                .Select(entry => entry.FullName[..^"/model.onnx".Length]).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The model of a test.</summary>
    public static MemoryStream Model(string test) => Open($"{test}/model.onnx")!;

    /// <summary>The data sets of a test: inputs and outputs, in their order.</summary>
    public static IEnumerable<(OnnxValue[] Inputs, OnnxValue[] Outputs)> DataSets<T>(string test)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int set = 0; ; set++)
        {
            OnnxValue[] inputs = Values("input"), outputs = Values("output");
            if (outputs.Length == 0) yield break;
            yield return (inputs, outputs);

            OnnxValue[] Values(string kind) => [.. Enumerable.Range(0, 100)
                .Select(number => Open($"{test}/test_data_set_{set}/{kind}_{number}.pb")).TakeWhile(file => file is not null)
                .Select(file => Read<T>(file!))];
        }
    }

    private static OnnxValue Read<T>(MemoryStream file) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new TensorReader(file, weightsFolder: null).Read<T>(TensorProto.Parser.ParseFrom(OnnxOutline.Of(file, MessageKind.Tensor)));

    private static MemoryStream? Open(string name)
    {
        lock (archive)
        {
            if (archive.Value!.GetEntry(name) is not { } entry) return null;
            using Stream packed = entry.Open();
            MemoryStream file = new();
            packed.CopyTo(file);
            file.Position = 0;
            return file;
        }
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named)) return named;
        for (DirectoryInfo? level = new(AppContext.BaseDirectory); level is not null; level = level.Parent)
        {
            string candidate = Path.Combine(level.FullName, "shared", "data", "onnx", FileName);
            if (File.Exists(candidate)) return candidate;
        }
        return null;
    }
}

/// <summary>A test that needs ONNX's own; skipped, saying why, where they are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxTestsFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(OnnxTestFiles.Reason, test);
