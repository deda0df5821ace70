using MiniGrad.Data;
using MiniGrad.Decoding;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Onnx;
using MiniGrad.Optimizers;
using MiniGrad.Search;
using MiniGrad.Tests.Decoding;
using MiniGrad.Tests.Estimators;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace MiniGrad.AotTests.Subjects;

/// <summary>What uses the core: tables, estimators, searches, decoding, reports.</summary>
internal static class UseSubjects
{
    public static IEnumerable<Subject> All =>
    [
        new("CSV and tables", Tables),
        new("a classifier, saved and loaded", Classify),
        new("a regressor, saved and loaded", Estimate),
        new("an ensemble, calibrated", Combine),
        new("a study by every sampler", Study),
        new("a search for a classifier", SearchClassifier),
        new("decoding", Decode),
        new("vocabularies and batches of sequences", Sequences),
        new("pictures and reports", Draw),
    ];

    private static void Tables(Workplace place)
    {
        string path = place.File("table.csv");
        File.WriteAllText(path, "id,height,soil,kind\n007,1.5,\"wet, cold\",a\n008,,dry,b\n009,-2e3,\"a \"\"b\"\"\",a\n010,4,,b\n");
        Table table = CsvTable.Read(path, new CsvOptions { TextColumns = ["id"] });
        Workplace.Require(table.Count == 4 && table["height"].MissingCount == 1 && table["soil"].TextAt(0) == "wet, cold");
        CsvTable.Write(place.File("again.csv"), table);
        Table again = CsvTable.Read(place.File("again.csv"), new CsvOptions { TextColumns = ["id"] });
        foreach (TableColumn column in table.Columns)
            for (int row = 0; row < table.Count; row++)
                Workplace.Require(column.TextAt(row) == again[column.Name].TextAt(row), $"{column.Name} of row {row}");
        place.Fingerprint.AddFile(place.File("again.csv"));

        (Table training, _, Table test) = Problems.Plants(200, 1).Split(0.8, 0, 0.2, new Random(1), stratifyBy: "species");
        TableEncoder encoder = TableEncoder.Fit(training.Without("name"), "species");
        Tensor<float> inputs = TableEncoder.FromJson(encoder.ToJson()).EncodeInputs<float>(test);
        Workplace.Require(inputs.ToArray().SequenceEqual(encoder.EncodeInputs<float>(test).ToArray()));
        place.Fingerprint.Add(encoder.ToJson());
        place.Fingerprint.Add(inputs);

        Tensor<double> x = Tensor.Uniform([100, 3], 0.0, 50, new Random(1));
        foreach (Scaling scaling in (Scaling[])[Scaling.Standard, Scaling.MinMax])
            place.Fingerprint.Add(FeatureScaler.Fit(x, scaling).Apply(x));
        Workplace.RequireRefused<InvalidDataException>(
            () => CsvTable.Read(new StringReader("a,b\n1,2\n3\n")), "line 3");
    }

    private static void Classify(Workplace place)
    {
        (Table training, _, Table test) = Problems.Plants(300, 1).Without("name", "price").Split(0.8, 0, 0.2, new Random(1));
        MlpClassifier classifier = new() { HiddenSizes = [32], LearningRate = 0.01, BatchSize = 32, Epochs = 40, Seed = 3 };
        classifier.Fit(training, "species");
        Workplace.Require(classifier.Score(test) > 0.8);
        string path = place.File("plants.safetensors"), onnx = place.File("plants.onnx");
        classifier.Save(path);
        MlpClassifier loaded = MlpClassifier.Load(path);
        Tensor<float> probabilities = loaded.PredictProbabilities(test);
        Workplace.Require(probabilities.ToArray().SequenceEqual(classifier.PredictProbabilities(test).ToArray()));
        OnnxFile.Save(classifier, onnx);
        place.Fingerprint.Add(probabilities);
        place.Fingerprint.Add(string.Join(' ', loaded.PredictClassNames(test)));
        place.Fingerprint.AddFile(path);
        place.Fingerprint.AddFile(onnx);
        place.Fingerprint.Add($"{classifier.Evaluate(test, [Metric.Accuracy, Metric.F1()])}");
    }

    private static void Estimate(Workplace place)
    {
        (Table training, _, Table test) = Problems.Plants(300, 2).Without("name", "species").Split(0.8, 0, 0.2, new Random(1));
        MlpRegressor regressor = new()
        {
            HiddenSizes = [32],
            LearningRate = 0.01,
            BatchSize = 32,
            Epochs = 40,
            StopsEarly = true,
            Members = 3,
            Workers = 2,
        };
        regressor.Fit(training, "price");
        Workplace.Require(regressor.Score(test) > 0.7);
        string path = place.File("prices.safetensors");
        regressor.Save(path);
        MlpRegressor loaded = (MlpRegressor)MlpEstimator.Load(path);
        Workplace.Require(loaded.Predict(test).ToArray().SequenceEqual(regressor.Predict(test).ToArray()));
        OnnxFile.Save(regressor, place.File("prices.onnx"));
        place.Fingerprint.Add(loaded.Predict(test));
        place.Fingerprint.Add(loaded.PredictSpread(test));
        place.Fingerprint.AddFile(path);
    }

    private static void Combine(Workplace place)
    {
        Dataset<float> training = Problems.Moons(200, 1), heldOut = Problems.Moons(100, 2);
        Ensemble<float> ensemble = Ensemble.Train(members: 3, seed: 1, workers: 2, train: member =>
        {
            Mlp<float> network = new([2, 16, 2], Activation.Tanh, member.Random);
            new Trainer<float>(network, new Adam<float>(network.Parameters, 0.01), training) { Seed = member.Seed }
                .Fit(10, member.Cancellation);
            return network;
        });
        Ensemble<float> calibrated = ensemble.Calibrate(heldOut);
        place.Fingerprint.Add(calibrated.PredictProbabilities(heldOut.Inputs));
        place.Fingerprint.Add(calibrated.PredictDisagreement(heldOut.Inputs).MutualInformation);
        place.Fingerprint.Add($"{calibrated}");
        CrossValidation folds = CrossValidation.Run(training.Folds(3, new Random(1)), (learned, tested) =>
        {
            MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 5 };
            classifier.Fit(learned);
            return classifier.Score(tested);
        });
        place.Fingerprint.Add($"{folds}");
    }

    private static void Study(Workplace place)
    {
        (string Name, Sampler Sampler)[] samplers =
        [
            ("random", Sampler.Random()), ("quasi-random", Sampler.QuasiRandom()), ("process", Sampler.GaussianProcess(startup: 5)),
            ("tree", Sampler.ParzenEstimator(startup: 5)), ("matrix", Sampler.CovarianceMatrix()), ("genetic", Sampler.Genetic()),
            ("automatic", Sampler.Automatic()),
        ];
        foreach ((string name, Sampler sampler) in samplers)
        {
            SearchSpace space = new();
            HyperParameter<double> x = space.AddNumber("x", -5, 5), rate = space.AddNumber("rate", 1e-4, 1, Scale.Logarithmic);
            HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
            HyperParameter<Activation> activation = space.AddChoice("activation", Activation.Relu, Activation.Tanh);
            Study study = new(name, space) { Seed = 1, Overlap = 2, Sampler = sampler };
            study.Run(15, workers: 2, objective: trial =>
                Math.Pow(trial.Get(x) - 2, 2) + trial.Get(rate) + trial.Get(layers) + (trial.Get(activation) == Activation.Tanh ? 1 : 0));
            string path = place.File($"{name}.json");
            study.Save(path);
            Study again = new(name, space) { Seed = 1, Overlap = 2, Sampler = sampler };
            Workplace.Require(again.Resume(path) && again.Fingerprint() == study.Fingerprint());
            place.Fingerprint.Add(study.Fingerprint());
            study.SaveCsv(place.File("trials.csv"));
            foreach (ParameterImportance importance in study.Importance()) place.Fingerprint.Add(importance.Share);
            Workplace.Require(new StudyReport(study).ToHtml().Contains("</html>", StringComparison.Ordinal));
        }
    }

    private static void SearchClassifier(Workplace place)
    {
        MlpClassifierSearch search = new() { Trials = 3, Folds = 2, Epochs = 4, Workers = 2, Ensemble = 2, Seed = 1 };
        MlpSearchResult<MlpClassifier> result = search.Fit(Problems.Plants(120, 1).Without("name", "price"), "species");
        place.Fingerprint.Add(result.Study.Fingerprint());
        place.Fingerprint.Add(result.HeldOutLoss);
        result.Ensemble.Save(place.File("found.safetensors"));
        place.Fingerprint.AddFile(place.File("found.safetensors"));
    }

    private static void Decode(Workplace place)
    {
        for (int trial = 0; trial < 60; trial++)
        {
            XoshiroRandom random = new(1, (ulong)trial);
            RandomChain chain = new(random.Next(2, 7)) { Forbidden = trial % 3 == 0 ? 0.2 : 0 };
            BeamSearch search = new(4) { MaxLength = 6, LengthPenalty = 0.6, EndToken = 0, Count = 3 };
            IReadOnlyList<Hypothesis> found = search.Run(1, RandomChain.Start(trial), chain.Step);
            NaiveSearches.AssertEqual(NaiveSearches.Beam(chain, trial, 1, search), found);
            foreach (Hypothesis hypothesis in found) Add(hypothesis);
            if (trial % 3 == 0) continue;
            Add(new GreedySearch { MaxLength = 6, EndToken = 0 }.Run(1, RandomChain.Start(trial), chain.Step));
            Add(new Sampling(seed: 1) { MaxLength = 6, EndToken = 0, TopP = 0.9 }.Run(1, RandomChain.Start(trial), chain.Step));
        }

        void Add(Hypothesis hypothesis)
        {
            place.Fingerprint.Add(hypothesis.Tokens.ToArray());
            place.Fingerprint.Add(hypothesis.LogProbability);
        }
    }

    private static void Sequences(Workplace place)
    {
        string[] texts = ["535+61", "7+8", "12+30"];
        Vocabulary vocabulary = Vocabulary.OfCharacters(texts);
        PaddedSequences sequences = new([.. texts.Select(vocabulary.Encode)]);
        Dataset<float> data = new(numbers: [], labels: new() { ["tokens"] = sequences.Tokens, ["lengths"] = sequences.Lengths });
        foreach (Batch<float> batch in new SequenceBatches(("tokens", "lengths")).Of(data, size: 2, new Random(1)))
            place.Fingerprint.Add(batch.LabelsOf("tokens").ToArray());
        Workplace.Require(vocabulary.Decode(vocabulary.Encode("7+8")) == "7+8");
    }

    private static void Draw(Workplace place)
    {
        Dataset<float> samples = Problems.Moons(80, 1);
        Mlp<float> model = new([2, 8, 2], Activation.Tanh, new Random(1));
        Adam<float> optimizer = new(model.Parameters, 0.01);
        TrainingHistory history = new Trainer<float>(model, optimizer, samples, samples) { Metrics = [Metric.Accuracy] }.Fit(3);
        Predictor<float> predictor = new(model);
        TrainingReport report = new("Moons")
        {
            Configuration = [("layers", "2-8-2")],
            Summary = ModelSummary.Of(model, [1, 2]),
            History = history,
            Confusion = ConfusionMatrix.OfPredictions(predictor.PredictClasses(samples.Inputs), samples.Labels),
            Flow = GradientFlow.Measure(model, () => Loss.CrossEntropy(model.Forward(samples.Inputs), samples.Labels), optimizer),
            Mistakes = WorstMistakes.Find(predictor, samples),
        };
        report.Save(place.File("report.html"));
        // It tells times, which differ.
        Workplace.Require(File.ReadAllText(place.File("report.html")).Contains("</html>", StringComparison.Ordinal));

        Tensor<double> x = Tensor.Scalar(1.0).Tracked(), y = Tensor.Scalar(2.0).Tracked(), z = (x + y).Square();
        ComputationGraph graph = ComputationGraph.Of(z, (x, "x"), (y, "y"), (z, "z"));
        LineChart chart = new() { Title = "Loss", XAxis = new Axis("epoch"), YAxis = new Axis("loss") { Scale = AxisScale.Logarithmic } };
        chart.Add("training", [0.9, 0.4, 0.2, 0.1]);
        ContourPlot plot = new((a, b) => a * a + 10 * b * b, -2, 2, -3, 3);
        plot.AddPath("path", [(1, 1), (0.5, 0.5)]);
        HeatMap map = new(new double[,] { { 0.9, 0.1 }, { 0.2, 0.8 } }, ["a", "b"], ["c", "d"]);
        foreach (Picture picture in (Picture[])[new GraphPicture(graph), chart, plot, map]) place.Fingerprint.Add(picture.ToSvg());
        place.Fingerprint.Add(graph.ToDot());
        place.Fingerprint.Add(graph.ToMermaid());
        PictureReport page = new("Page") { Date = DateTimeOffset.UnixEpoch };
        page.Add("Training", "The loss by epoch.", chart);
        place.Fingerprint.Add(page.ToHtml());
    }
}
