namespace MiniGrad.Serialization;

/// <summary>What to do about files that PyTorch wrote and that are not read here.</summary>
internal static class TorchAdvice
{
    private const string Rebuilt = "only dictionaries, lists, tuples, numbers, texts, tensors and parameters are rebuilt";
    private const int LongestName = 100;

    /// <summary>For a pickle that names what is not on the list.</summary>
    public static InvalidDataException Unknown(string file, string module, string name)
    {
        string full = $"{Short(module)}.{Short(name)}";
        bool isModel = module == "__main__" || module.Contains(".modules.", StringComparison.Ordinal)
            || module.StartsWith("torchvision.models", StringComparison.Ordinal);
        string advice = isModel
            ? "If it is a whole model, save its state instead, in Python: torch.save(model.state_dict(), path)."
            : "Save the weights alone, in Python: torch.save(model.state_dict(), path), or from a checkpoint " +
            "torch.save(torch.load(path)['state_dict'], 'weights.pt').";
        return new InvalidDataException($"{file}: it holds '{full}', but {Rebuilt}, and nothing is run. {advice}");
    }

    private static string Short(string name) => name.Length > LongestName ? $"{name[..LongestName]}…" : name;

    public static InvalidDataException OldFormat(string file) => new(
        $"{file}: a file of PyTorch's format before 1.6, or a bare pickle, expected the ZIP archive that torch.save writes since: " +
        "load it in Python with a newer PyTorch and save it again, torch.save(torch.load(path), path).");

    public static InvalidDataException Script(string file) => new(
        $"{file}: a TorchScript archive, which holds a program, expected the state of a model: save that in Python, " +
        "torch.save(torch.jit.load(path).state_dict(), 'weights.pt').");

    public static InvalidDataException NoPickle(string file, string found) => new(
        $"{file}: not a file of torch.save: expected one entry 'data.pkl' in a folder of the ZIP archive, got {found}.");
}
