using MiniGrad.Layers;

namespace MiniGrad.Estimators;

/// <summary>All members as one layer, whose output is theirs, [samples, members, ...]: captured once, it runs them all.</summary>
internal sealed class EnsembleNetwork<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T>[] members;

    public EnsembleNetwork(IReadOnlyList<Layer<T>> members)
    {
        this.members = [.. members];
        // Not the layers themselves: those stay what they are to others, with their parameters' names.
        for (int m = 0; m < members.Count; m++)
            foreach ((string name, Parameter<T> parameter) in members[m].NamedParameters)
                Register(Invariant($"{Ensemble.PrefixOf(m)}{name}"), parameter);
    }

    public override string Description => "Ensemble";

    protected override Tensor<T> Compute(Tensor<T> input)
    {
        Tensor<T>[] outputs = new Tensor<T>[members.Length];
        for (int m = 0; m < outputs.Length; m++)
        {
            outputs[m] = Output(m, input);
            if (outputs[m].Rank == 0 || outputs[m].Shape[0] != input.Shape[0])
            {
                throw new InvalidOperationException(Invariant($"Ensemble: expected an output for each of {input.Shape[0]} samples along ") +
                    Invariant($"the first axis, got {outputs[m].Shape} from member {m}."));
            }
            if (outputs[m].Shape == outputs[0].Shape) continue;
            throw new InvalidOperationException(Invariant($"Ensemble: expected outputs of one shape, got {outputs[0].Shape} from member ") +
                Invariant($"0 and {outputs[m].Shape} from member {m}."));
        }
        return Tensor.Stack(outputs, axis: 1);
    }

    private Tensor<T> Output(int member, Tensor<T> input)
    {
        try
        {
            return members[member].Forward(input);
        }
        catch (ArgumentException error) when (members.Length > 1)
        {
            throw new ArgumentException(
                Invariant($"Ensemble: member {member} does not take inputs of shape {input.Shape}: {error.Message}"), nameof(input), error);
        }
    }
}
