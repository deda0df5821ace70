// From a CSV file to a saved model: learns to tell three species of irises by the sizes of their petals and sepals.
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Training;

const string Target = "species";
const double TargetAccuracy = 0.9;

Table table = CsvTable.Read(Path.Combine(AppContext.BaseDirectory, "iris.csv"));
(Table training, _, Table test) = table.Split(training: 0.8, validation: 0, test: 0.2, new Random(1), stratifyBy: Target);
Console.WriteLine($"{training.Count} flowers to learn from, {test.Count} held out");

// Columns of numbers are scaled and categories encoded by themselves, by rules found from the training rows alone.
var classifier = new MlpClassifier { HiddenSizes = [32], LearningRate = 0.003, BatchSize = 32, Epochs = 200, Seed = 1 };
classifier.Fit(training, Target);
double accuracy = classifier.Score(test);
Console.Write(ConfusionMatrix.OfPredictions(classifier.Predict(test), classifier.Encoder!.EncodeLabels(test), classifier.ClassNames));

// The file holds the weights and everything that makes numbers of the table's columns.
string path = Path.Combine(Path.GetTempPath(), $"iris-{Environment.ProcessId}.safetensors");
classifier.Save(path);
MlpClassifier loaded = MlpClassifier.Load(path);
File.Delete(path);

const string Found = """
    petal_width,petal_length,sepal_width,sepal_length
    0.2,1.4,3.5,5.1
    2.3,6.1,3.0,7.7
    """;
Table found = CsvTable.Read(new StringReader(Found));
foreach (string name in loaded.PredictClassNames(found)) Console.WriteLine($"a flower that was found: {name}");
Console.WriteLine($"{accuracy:P1} of the flowers held out are named right, expected at least {TargetAccuracy:P0}");
return accuracy >= TargetAccuracy ? 0 : 1;
