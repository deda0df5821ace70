namespace MiniGrad.Optimizers;

/// <summary>The knowledge of limited-memory BFGS about the curvature: the last moves s with the changes y of the gradient over them, in a
/// ring.</summary>
internal sealed class CurvaturePairs<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T>[] moves;
    private readonly ParameterState<T>[] changes;
    private readonly double[][] curvatures;
    private readonly double[] count, newest, alphas;

    public CurvaturePairs(Optimizer<T> optimizer, int capacity)
    {
        moves = [.. Enumerable.Range(0, capacity).Select(i => optimizer.CreateState($"move.{i}"))];
        changes = [.. Enumerable.Range(0, capacity).Select(i => optimizer.CreateState($"gradient_change.{i}"))];
        curvatures = [.. Enumerable.Range(0, capacity).Select(i => optimizer.CreateNumber($"curvature.{i}"))];
        count = optimizer.CreateCount("pair_count", capacity);
        newest = optimizer.CreateCount("newest_pair", capacity - 1);
        alphas = new double[capacity];
    }

    /// <summary>Forgets all pairs.</summary>
    public void Clear() => count[0] = 0;

    /// <summary>Remembers a copy of a pair if its yᵀs is finite and above a minimum. A full ring loses its oldest pair.</summary>
    public void Add(ParameterState<T> move, ParameterState<T> change, double minimumCurvature)
    {
        double curvature = change.Dot(move);
        if (!(curvature > minimumCurvature && double.IsFinite(curvature))) return;
        newest[0] = (newest[0] + 1) % moves.Length;
        count[0] = Math.Min(count[0] + 1, moves.Length);
        moves[Place(0)].SetTo(1, move);
        changes[Place(0)].SetTo(1, change);
        curvatures[Place(0)][0] = curvature;
    }

    /// <summary>d ← H·d, where H is the pairs' estimate of the inverse Hessian; the identity without pairs.</summary>
    public void Apply(ParameterState<T> direction)
    {
        if (count[0] == 0) return;
        for (int age = 0; age < count[0]; age++)
        {
            int pair = Place(age);
            alphas[pair] = moves[pair].Dot(direction) * (1 / curvatures[pair][0]);
            direction.Add(-alphas[pair], changes[pair]);
        }
        direction.SetTo(curvatures[Place(0)][0] / changes[Place(0)].Dot(changes[Place(0)]), direction);
        for (int age = (int)count[0] - 1; age >= 0; age--)
        {
            int pair = Place(age);
            direction.Add(alphas[pair] - changes[pair].Dot(direction) * (1 / curvatures[pair][0]), moves[pair]);
        }
    }

    private int Place(int age) => ((int)newest[0] - age + moves.Length) % moves.Length;
}
