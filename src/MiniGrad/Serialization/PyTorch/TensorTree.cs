using System.Globalization;

namespace MiniGrad.Serialization;

/// <summary>Finds the tensors in what a pickle holds, and the dictionaries that may be the weights of a model.</summary>
internal sealed class TensorTree
{
    private const int Deepest = 100, MostVisits = 10_000_000, LongestStart = 60, LongestName = 1024, TensorCost = 240;

    private const string ExtraState = "_extra_state";

    private readonly string file;
    private readonly MemoryBudget budget;
    private readonly OrderedDictionary<string, PyTorchEntry> tensors = [];
    private readonly List<WeightsEntry> dictionaries = [];
    private int visits;

    public TensorTree(object? root, string file, MemoryBudget budget)
    {
        this.file = file;
        this.budget = budget;
        Visit(root, "", depth: 0, isNamed: true);
    }

    /// <summary>All tensors by their paths: keys and positions with dots between them.</summary>
    public OrderedDictionary<string, PyTorchEntry> Tensors => tensors;

    /// <summary>The dictionaries that are reached by texts as keys and hold tensors themselves, in the order of the file.</summary>
    public IReadOnlyList<WeightsEntry> Dictionaries => dictionaries;

    /// <param name="value">What is at a place.</param>
    /// <param name="path">The place.</param>
    /// <param name="depth">How deep it is.</param>
    /// <param name="isNamed">Whether only texts lead here.</param>
    private void Visit(object? value, string path, int depth, bool isNamed)
    {
        if (++visits > MostVisits) throw Invalid($"lists and dictionaries in each other have more than {MostVisits} values");
        if (value is TorchTensor tensor)
        {
            if (path.Length > LongestName) throw Invalid($"a name has {path.Length} characters: at most {LongestName} are allowed");
            budget.Spend(TensorCost);
            if (!tensors.TryAdd(path, new PyTorchEntry(path, tensor))) throw Invalid($"the name '{path}' is there twice");
        }
        else if (value is PickleList or PickleTuple)
        {
            string start = Enter(path, depth);
            IReadOnlyList<object?> items = value is PickleList list ? list.Items : ((PickleTuple)value).Items;
            for (int i = 0; i < items.Count; i++)
                if (MayHold(items[i])) Step(items[i], i.ToString(CultureInfo.InvariantCulture), start, depth, isNamed: false);
        }
        else if (value is PickleDictionary dictionary)
        {
            string start = Enter(path, depth);
            WeightsEntry? entry = null;
            int place = dictionaries.Count;
            foreach ((object? key, object? item) in dictionary.Pairs)
            {
                if (!MayHold(item)) continue;
                if (key is string name)
                {
                    // What a module notes besides its weights is not weights of a model.
                    string full = Step(item, name, start, depth, isNamed && !name.EndsWith(ExtraState, StringComparison.Ordinal));
                    if (isNamed && item is TorchTensor) (entry ??= new(path, dictionary, [])).Names.Add((name, full));
                }
                else if (key is long number)
                {
                    Step(item, number.ToString(CultureInfo.InvariantCulture), start, depth, isNamed: false);
                }
            }
            if (entry is not null) dictionaries.Insert(place, entry);
        }
    }

    private string Step(object? item, string key, string start, int depth, bool isNamed)
    {
        budget.SpendText(start.Length + key.Length);
        string path = start + key;
        Visit(item, path, depth + 1, isNamed);
        return path;
    }

    /// <summary>What the paths of things in a list or dictionary begin with.</summary>
    private string Enter(string path, int depth)
    {
        if (depth > Deepest)
        {
            string start = path.Length > LongestStart ? $"{path[..LongestStart]}…" : path;
            throw Invalid($"lists and dictionaries are nested more than {Deepest} deep, or hold themselves: '{start}'");
        }
        budget.SpendText(path.Length);
        return depth == 0 ? "" : $"{path}.";
    }

    private bool MayHold(object? value)
    {
        if (++visits > MostVisits) throw Invalid($"lists and dictionaries in each other have more than {MostVisits} values");
        return value is TorchTensor or PickleList { Items.Count: > 0 } or PickleTuple { Items.Length: > 0 }
            or PickleDictionary { Pairs.Count: > 0 };
    }

    private InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}

/// <summary>A dictionary with tensors in it: perhaps the weights of a model.</summary>
/// <param name="Path">The keys that lead to it, with dots between them; empty for the file's own.</param>
/// <param name="Dictionary">The dictionary.</param>
/// <param name="Names">The keys of its tensors, and their paths from the top.</param>
internal sealed record WeightsEntry(string Path, PickleDictionary Dictionary, List<(string Key, string Path)> Names);
