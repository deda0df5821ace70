namespace MiniGrad.Serialization;

/// <summary>What a pickle may name. Nothing else is known, and nothing that is named is ever looked up or run.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Type">The type of elements that goes with it, of storages and types.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, TorchType? Type = null)
{
    private const string Core = "torch", Utilities = "torch._utils";

    /// <summary>Null for a name that is not on the list.</summary>
    public static PickleGlobal? Find(string module, string name)
    {
        PickleGlobalKind? kind = (module, name) switch
        {
            ("collections", "OrderedDict") => PickleGlobalKind.OrderedDictionary,
            (Core, "Size") => PickleGlobalKind.Size,
            (Utilities, "_rebuild_tensor") => PickleGlobalKind.Tensor,
            (Utilities, "_rebuild_tensor_v2") => PickleGlobalKind.TensorWithHooks,
            (Utilities, "_rebuild_tensor_v3") => PickleGlobalKind.TensorWithType,
            (Utilities, "_rebuild_parameter") => PickleGlobalKind.Parameter,
            (Utilities, "_rebuild_parameter_with_state") => PickleGlobalKind.ParameterWithState,
            ("torch.storage", "UntypedStorage") => PickleGlobalKind.Storage,
            _ => null,
        };
        if (kind is { } known) return new(known);
        if (module != Core) return null;
        if (TorchType.OfStorage(name) is { } storage) return new(PickleGlobalKind.Storage, storage);
        return TorchType.OfName(name) is { } type ? new(PickleGlobalKind.ElementType, type) : null;
    }
}

/// <summary>What a name in a pickle stands for.</summary>
internal enum PickleGlobalKind
{
    OrderedDictionary, Size, Tensor, TensorWithHooks, TensorWithType, Parameter, ParameterWithState, Storage, ElementType,
}
