namespace MiniGrad.Serialization;

/// <summary>Makes storages and tensors of what a pickle says of them, and checks it against the archive.</summary>
/// <param name="file">The file's name in messages.</param>
/// <param name="folder">The folder of the archive that all entries are in.</param>
/// <param name="content">The archive's entries.</param>
/// <param name="budget">What it may all take in memory.</param>
internal sealed class TorchObjects(string file, string folder, ZipContent content, MemoryBudget budget)
{
    private const int StorageParts = 5, LongestKey = 256;

    /// <summary>From <c>('storage', type, key, device, count)</c>.</summary>
    public TorchStorage CreateStorage(object? identity)
    {
        if (identity is not PickleTuple { Items: { Length: StorageParts } parts } || parts is not
            ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } kind, string key, string, long count]
            || key.Length > LongestKey || count < 0)
            throw Invalid("a storage is expected as ('storage', type, key, device, number of elements)");
        ZipMember member = content.Stored($"{folder}/data/{key}");
        int size = kind.Type?.Size ?? 1;
        return count == member.Length / size && member.Length % size == 0 ? new(member, kind.Type, count) : throw Invalid(
            $"the storage '{key}' should have {count} elements of {size} bytes, the entry has {member.Length} bytes");
    }

    /// <summary>What a function of the list makes of its arguments.</summary>
    public object? Create(PickleGlobal function, object?[] arguments) => (function.Kind, arguments) switch
    {
        (PickleGlobalKind.OrderedDictionary, []) => new PickleDictionary(),
        (PickleGlobalKind.Size, [PickleTuple sizes]) => sizes,
        (PickleGlobalKind.Parameter, [TorchTensor tensor, bool, _]) => tensor,
        (PickleGlobalKind.ParameterWithState, [TorchTensor tensor, bool, _, _]) => tensor,
        (PickleGlobalKind.Tensor, [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides]) =>
            CreateTensor(storage, storage.Type, offset, sizes, strides, null),
        (PickleGlobalKind.TensorWithHooks, [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides, bool, _]) =>
            CreateTensor(storage, storage.Type, offset, sizes, strides, null),
        (PickleGlobalKind.TensorWithHooks,
            [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides, bool, _, var notes]) =>
            CreateTensor(storage, storage.Type, offset, sizes, strides, notes),
        (PickleGlobalKind.TensorWithType,
            [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides, bool, _, PickleGlobal { Type: { } type }]) =>
            CreateTensor(storage, type, offset, sizes, strides, null),
        (PickleGlobalKind.TensorWithType,
            [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides, bool, _, PickleGlobal { Type: { } type },
            var notes]) =>
            CreateTensor(storage, type, offset, sizes, strides, notes),
        _ => throw Invalid($"the arguments of {function.Kind} are not those that PyTorch writes"),
    };

    private TorchTensor CreateTensor(
        TorchStorage storage, TorchType? type, long offset, PickleTuple sizes, PickleTuple strides, object? notes)
    {
        // They tell, for example, that all elements are to be negated.
        if (notes is not (null or PickleDictionary { Pairs.Count: 0 }))
            throw Invalid("a tensor has notes on how to read it: save tensor.resolve_conj().resolve_neg().clone() in its place");
        if (type is null) throw Invalid("a tensor has no type of elements");
        // Of a storage without a type the length is in bytes.
        if (storage.Type is not null && storage.Type != type)
            throw Invalid($"a tensor of type {type.Name} has a storage of type {storage.Type.Name}");
        long length = storage.Type is null ? storage.Length / type.Size : storage.Length;
        long[] sizeNumbers = Numbers(sizes, "sizes"), steps = Numbers(strides, "strides");
        if (sizeNumbers.Length != steps.Length) throw Impossible("has not as many strides as sizes");
        if (offset < 0 || Array.Exists(sizeNumbers, size => size < 0) || Array.Exists(steps, step => step < 0))
            throw Impossible("has a negative number among them");
        Shape shape = FileShape.TryCreate(sizeNumbers)
            ?? throw Impossible($"has more elements than an array holds ({Array.MaxLength})");

        Int128 last = offset;
        for (int axis = 0; axis < steps.Length; axis++) last += (Int128)(sizeNumbers[axis] - 1) * steps[axis];
        if (shape.ElementCount == 0 ? offset > length : last >= length)
            throw Impossible($"reaches beyond its storage of {length} elements");
        return new(storage, type, offset, shape, steps);

        InvalidDataException Impossible(string problem) => Invalid(
            $"a tensor of sizes [{string.Join(", ", sizeNumbers)}], strides [{string.Join(", ", steps)}] and offset {offset} {problem}");
    }

    private long[] Numbers(PickleTuple tuple, string what)
    {
        object?[] items = tuple.Items;
        if (items.Length > Shape.MaxRank) throw Invalid($"a tensor has {items.Length} {what}: at most {Shape.MaxRank} are allowed");
        budget.SpendArray(items.Length);
        long[] numbers = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
            numbers[i] = items[i] is long number ? number : throw Invalid($"the {what} of a tensor are no whole numbers");
        return numbers;
    }

    private InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}
