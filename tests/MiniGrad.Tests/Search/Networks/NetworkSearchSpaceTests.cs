using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Search;
using MiniGrad.Tests.Estimators;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Search;

public class NetworkSearchSpaceTests
{
    [Fact]
    public void Networks_and_optimizers_have_the_settings_of_their_trial()
    {
        NetworkSearchSpace settings = new(100);
        Study study = new("networks", settings.Space) { Seed = 2, Sampler = Sampler.Random() };
        HashSet<string> kinds = [];
        study.Run(40, trial =>
        {
            Mlp<double> model = settings.CreateModel<double>(trial, 3, 2);
            Assert.Equal(
                trial.Get(settings.Layers) + 1,
                model.NamedParameters.Count(entry => entry.Name.EndsWith("weight", StringComparison.Ordinal)));
            Assert.Equal(trial.Get(settings.Units[0]), model.Parameters[0].Shape[1]);
            Optimizer<double> optimizer = settings.CreateOptimizer(trial, model.Parameters);
            Assert.Equal(trial.Get(settings.LearningRate), optimizer.LearningRate);
            Assert.Equal(trial.Get(settings.Penalty), optimizer.WeightDecay);
            Assert.InRange(trial.Get(settings.Batch), 16, 128);
            kinds.Add(trial.Get(settings.Optimizer!));
            if (optimizer is Sgd<double> sgd) Assert.Equal(trial.Get(settings.Momentum!), sgd.Momentum);
            else Assert.IsType<Adam<double>>(optimizer);
            Assert.Equal(optimizer is Sgd<double>, trial.Has(settings.Momentum!));
            return 0;
        });
        Assert.Equal(["Adam", "SGD"], kinds.Order());
    }

    [Fact]
    public void A_training_is_searched()
    {
        Dataset<float> training = Problems.Moons(120, 1), validation = Problems.Moons(60, 2);
        NetworkSearchSpace settings = new(training.Count);
        Study study = new("moons", settings.Space) { Seed = 1, Pruner = Pruner.Median() };
        study.Run(12, trial =>
        {
            Mlp<float> model = settings.CreateModel<float>(trial, 2, 2);
            Trainer<float> trainer = new(model, settings.CreateOptimizer(trial, model.Parameters), training, validation)
            {
                BatchSize = trial.Get(settings.Batch),
                Seed = trial.Seed,
            };
            return trial.Train(trainer, 15);
        });
        Assert.InRange(study.Best.Values[0], 0, 0.45);
    }

    [Fact]
    public void Without_samples_there_is_none_and_without_optimizers_there_is_Adam()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkSearchSpace(0));
        NetworkSearchSpace settings = new(10, withOptimizer: false);
        Assert.Null(settings.Optimizer);
        Assert.Null(settings.Momentum);
        Trial trial = new Study("one", settings.Space).Ask()!;
        Assert.Equal(16, trial.Get(settings.Batch));
        Assert.IsType<Adam<float>>(settings.CreateOptimizer(trial, settings.CreateModel<float>(trial, 1, 1).Parameters));
    }
}
