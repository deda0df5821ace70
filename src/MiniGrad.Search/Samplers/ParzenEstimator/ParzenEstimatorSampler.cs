namespace MiniGrad.Search;

public abstract partial class Sampler
{
    /// <summary>A tree-structured Parzen estimator: the density of the best trials' parameters and that of the others' are each estimated
    /// by kernels, and of some candidates drawn from the first the one is tried whose ratio of the two is largest (Bergstra and others,
    /// "Algorithms for hyper-parameter optimization", 2011; Watanabe, "Tree-structured Parzen estimator", 2023).</summary>
    /// <remarks>Of n trials that have the same parameters ⌈√n⌉ are good ones, from 4 to 50, and weigh by rank. Kernels are products over
    /// the parameters: truncated normal in the coordinate of a number, its mass over the cell of a separate value, smoothed frequencies of
    /// a choice. Parameters that others hang on are chosen first, each by itself; then all that are there under their conditions together,
    /// or as long as fewer than 25 trials have them all, by conditions, from the trials that have them. Trials under way count as bad ones.
    /// Several goals: the best are those of the first fronts, in the last of them the least crowded; constraints: feasible before
    /// infeasible, which rank by violation; failed trials are last. For any number of parameters and goals.</remarks>
    /// <param name="startup">So many trials first are quasi-random, as of <see cref="QuasiRandom"/>. Default: 10.</param>
    /// <param name="candidates">The number of candidates; more of them stay closer to what is known. Default: 24.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no trial to start from, or are fewer than two candidates.</exception>
    public static Sampler ParzenEstimator(int startup = 10, int candidates = 24) => new ParzenEstimatorSampler(new ParzenSettings
    {
        StartupTrials = Guard.AtLeast(startup, 1, "Sampler.ParzenEstimator"),
        Candidates = Guard.AtLeast(candidates, 2, "Sampler.ParzenEstimator"),
    });
}

internal sealed class ParzenEstimatorSampler(ParzenSettings settings) : Sampler
{
    public override string Name => "Parzen estimator";

    internal override SamplerRun Begin(SearchSpace space, int goalCount, ulong seed) => new Run(space, goalCount, settings, seed);

    private sealed class Run(SearchSpace space, int goalCount, ParzenSettings settings, ulong seed) : SamplerRun
    {
        private const int FullDraws = 4;
        private const int QuickDraws = 100;
        private readonly ScrambledSobol points = new(seed);
        private readonly IReadOnlyList<HyperParameter> gates = ConditionBlocks.Gates(space);
        private readonly Dictionary<string, ParzenBlock> joint = [];
        private readonly HashSet<ParzenBlock> prepared = [];
        private List<ParzenBlock> gateBlocks = [];
        private List<ParzenBlock> conditioned = [];
        private int seen;
        private int revision;

        public override double[] Choose(History history, Random random)
        {
            if (history.Number < settings.StartupTrials)
                return history.Attempt == 0 ? points.Choose(space, history.Number, random) : space.Draw(random);
            if (conditioned.Count == 0 || history.Revision != revision || history.Observed.Count < seen) Restart();
            (seen, revision) = (history.Observed.Count, history.Revision);
            prepared.Clear();
            double[] numbers = new double[space.Parameters.Count];
            for (int draw = 0; draw < FullDraws + QuickDraws; draw++)
            {
                Draw(history, numbers, random, draw < FullDraws ? settings.Candidates : 1);
                if (space.BrokenRelation(numbers) is null) return numbers;
            }
            return space.Draw(random);
        }

        /// <summary>First the parameters that others hang on, each by itself, then all others that are then there: together if enough
        /// trials have all of them, else by their conditions.</summary>
        private void Draw(History history, double[] numbers, Random random, int candidates)
        {
            Array.Fill(numbers, double.NaN);
            foreach (ParzenBlock gate in gateBlocks)
                if (gate.First.IsThere(numbers)) Prepared(gate, history).Choose(numbers, random, candidates);
            HyperParameter[] there = [.. space.Parameters.Where(parameter => parameter.IsThere(numbers))];
            string key = string.Join(' ', there.Select(parameter => parameter.Index));
            if (!joint.TryGetValue(key, out ParzenBlock? all)) joint.Add(key, all = NewBlock(there));
            all.Update(history.Observed);
            if (gates.Count == 0 || all.Count >= settings.LeastJoint)
                Prepared(all, history).Choose(numbers, random, candidates);
            else
                foreach (ParzenBlock block in conditioned)
                    if (block.First.IsThere(numbers)) Prepared(block, history).Choose(numbers, random, candidates);
        }

        private ParzenBlock Prepared(ParzenBlock block, History history)
        {
            if (!prepared.Add(block)) return block;
            block.Update(history.Observed);
            block.Prepare(history.Pending);
            return block;
        }

        private ParzenBlock NewBlock(IReadOnlyList<HyperParameter> parameters) =>
            new(parameters, gates, settings, settings.Prior, goalCount);

        private void Restart()
        {
            joint.Clear();
            gateBlocks = [.. gates.Select(gate => new ParzenBlock([gate], [], settings, settings.GatePrior, goalCount))];
            conditioned = [.. ConditionBlocks.Of(space).Select(NewBlock)];
        }
    }
}
