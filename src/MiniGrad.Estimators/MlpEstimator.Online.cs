using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// Learning on from samples that come bit by bit.
public abstract partial class MlpEstimator
{
    private Online? online;

    /// <summary>One pass over samples with the networks and optimizers of the calls before. Predictions go by copies, so that they are safe
    /// meanwhile.</summary>
    /// <param name="start">What was learned so far.</param>
    /// <param name="data">The samples, scaled.</param>
    /// <param name="penaltyFactor">How many times as large the loss is as scikit-learn's.</param>
    /// <param name="classWeights">How much each class counts, or null.</param>
    private protected TrainingHistory GoOn(
        FittedMlp start, Dataset<float> data, double penaltyFactor, IReadOnlyList<double>? classWeights)
    {
        if (data.Count == 0) throw new ArgumentException($"{Name}: expected samples to learn from, got none.", nameof(data));
        int batchSize = BatchSizeFor(data.Count);
        if (online is null || !ReferenceEquals(online.Known, start))
        {
            Mlp<float>[] models = Copy(start);
            online = new Online(models, [.. models.Select(model => CreateOptimizer(model, penaltyFactor, BatchSize ?? LargestUsualBatch))]);
        }
        Online state = online;
        // A pass that fails leaves networks that have learned a part: the next call goes on from what was known before.
        online = null;
        TrainingHistory[] histories = MemberWorkers.Run(state.Models.Length, Workers, member =>
        {
            Trainer<float> trainer = new(state.Models[member], state.Optimizers[member], data, loss: LossOfSamples)
            {
                BatchSize = batchSize,
                Seed = EnsembleMember.SeedOf(MemberSeeds[Math.Min(member, Members - 1)], checked(state.Calls + 1)),
                ClassWeights = classWeights,
                Callbacks = member == 0 ? Callbacks : [],
            };
            TrainingHistory history = trainer.Fit(epochs: 1);
            CheckConverged(history, member, state.Models.Length);
            return history;
        }, CancellationToken.None);
        Mlp<float>[] copies = Copy(start);
        CopyWeights(state.Models, copies);
        FittedMlp known = new(start.Owner, new Ensemble<float>(copies, [.. start.Ensemble.Weights]), start.Encoder, start.Inputs)
        {
            Targets = start.Targets,
            PredictsVector = start.PredictsVector,
            Link = start.Link,
            Threshold = start.Threshold,
            FurtherTargets = start.FurtherTargets,
            Histories = Array.AsReadOnly(histories),
        };
        state.Calls++;
        state.Known = known;
        (fitted, online) = (known, state);
        return histories[0];
    }

    /// <exception cref="ArgumentException">It is another column than before.</exception>
    private protected void CheckTarget(TableEncoder encoder, string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target != encoder.Target)
            throw new ArgumentException($"{Name}: expected the target '{encoder.Target}', as before, got '{target}'.", nameof(target));
    }

    private Mlp<float>[] Copy(FittedMlp known)
    {
        Mlp<float>[] copies = [.. known.Models.Select(MemberSettings.CopyOf)];
        CopyWeights(known.Models, copies);
        return copies;
    }

    /// <summary>What goes on from call to call.</summary>
    private sealed class Online(Mlp<float>[] models, Adam<float>[] optimizers)
    {
        public Mlp<float>[] Models => models;
        public Adam<float>[] Optimizers => optimizers;

        /// <summary>What the last call left; after a fit or by loading, it is another one.</summary>
        public FittedMlp? Known { get; set; }

        public int Calls { get; set; }
    }
}
