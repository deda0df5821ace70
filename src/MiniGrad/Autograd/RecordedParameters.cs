namespace MiniGrad;

/// <summary>The parameters that a tensor was computed from, as far as that was recorded.</summary>
internal static class RecordedParameters
{
    public static List<Parameter<T>> Of<T>(Tensor<T> output, IEnumerable<Tensor<T>> until)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HashSet<Tensor<T>> seen = new(until, ReferenceEqualityComparer.Instance);
        Stack<Tensor<T>> open = new([output]);
        List<Parameter<T>> found = [];
        while (open.TryPop(out Tensor<T>? tensor))
        {
            if (!seen.Add(tensor)) continue;
            if (tensor is Parameter<T> parameter) found.Add(parameter);
            for (int i = 0; i < (tensor.Producer?.InputCount ?? 0); i++) open.Push(tensor.Producer!.Input(i));
        }
        return found;
    }
}
