using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Search;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Search;

/// <summary>Trials that train networks.</summary>
public class TrialTrainingTests
{
    private readonly SearchSpace space = new();
    private readonly HyperParameter<double> rate;
    private readonly Dataset<float> training, validation;

    public TrialTrainingTests()
    {
        rate = space.AddNumber("rate", 1e-3, 0.3, Scale.Logarithmic);
        Tensor<float> x = Tensor.Uniform([90, 2], -1f, 1f, new Random(1));
        Dataset<float> all = new(x, (x * x).Sum([1], keepDimensions: true));
        (training, validation) = all.Split(60);
    }

    [Fact]
    public void A_trial_that_goes_on_is_the_same_as_one_that_never_stopped()
    {
        Dictionary<int, float[]> weights = [];
        Study study = new("s", space) { Seed = 2, Overlap = 2, Pruner = Pruner.SuccessiveHalving(9) };
        study.Run(9, trial =>
        {
            Trainer<float> trainer = TrainerOf(trial, 0);
            double loss = trial.Train(trainer, 9);
            lock (weights) weights[trial.Number] = [.. trainer.Model.Parameters.SelectMany(parameter => parameter.ToArray())];
            return loss;
        }, workers: 2);
        TrialRecord best = study.Best;
        Trainer<float> alone = TrainerOf(null, study.Best.Number);
        TrainingHistory history = alone.Fit(9);
        Assert.Equal(history.Epochs.Select(epoch => epoch.Validation!.Loss), best.Reports.Select(report => report.Values[0]));
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), best.Values[0]);
        Assert.Equal(alone.Model.Parameters.SelectMany(parameter => parameter.ToArray()), weights[best.Number]);

        Trainer<float> TrainerOf(Trial? trial, int number)
        {
            ulong seed = trial?.Seed ?? Study.SeedOf(2, number).Seed;
            double learningRate = trial?.Get(rate) ?? study.Trials[number].Get(rate);
            Mlp<float> model = new([2, 8, 1], Activation.Tanh, new XoshiroRandom(seed, 1UL << 61), dropout: 0.1);
            return new Trainer<float>(model, new Adam<float>(model.Parameters, learningRate), training, validation)
            {
                BatchSize = 16,
                Seed = seed,
            };
        }
    }

    [Fact]
    public void A_pruned_training_keeps_its_best_loss_and_a_diverged_one_fails()
    {
        Study study = new("s", space) { Pruner = Pruner.Threshold(maximum: 1e30) };
        study.Run(2, trial =>
        {
            Mlp<float> model = new([2, 8, 1], Activation.Relu, trial.Random);
            double learningRate = trial.Number == 0 ? trial.Get(rate) : 1e30;
            return trial.Train(
                new Trainer<float>(model, new Sgd<float>(model.Parameters, learningRate), training, validation) { Seed = trial.Seed }, 5);
        });
        Assert.Equal(TrialState.Complete, study.Trials[0].State);
        Assert.Equal(5, study.Trials[0].Reports.Count);
        Assert.True(study.Trials[1].State is TrialState.Failed or TrialState.Pruned);
    }

    [Fact]
    public void A_monitor_that_does_not_fit_the_goal_is_refused()
    {
        Study study = new("s", space, Goal.Maximize) { StopsOnFailure = true };
        Assert.Contains("is judged by the loss, which needs the goal Minimize alone; the study has Maximize",
            Assert.Throws<InvalidOperationException>(() => study.Run(1, trial =>
            {
                Mlp<float> model = new([2, 1], Activation.Relu, trial.Random);
                return trial.Train(new Trainer<float>(model, new Sgd<float>(model.Parameters, 0.1), training, validation), 1);
            })).Message, StringComparison.Ordinal);
    }
}
