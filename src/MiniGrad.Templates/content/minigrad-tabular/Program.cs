// Learns one column of a CSV file from the others, measures the model on rows that it has not seen, and saves it.
// Another file and another column: dotnet run -- FILE COLUMN
using MiniGrad.Data;
using MiniGrad.Estimators;

string csv = args.Length > 0 ? args[0] : "CSV_FILE";
string target = args.Length > 1 ? args[1] : "TARGET_COLUMN";

// By the name of the program, so that several in one folder do not overwrite each other's.
string file = $"{AppDomain.CurrentDomain.FriendlyName}.safetensors";

try
{
    // A column of numbers only holds numbers; any other holds text. Empty fields are missing values.
    Table table = CsvTable.Read(Find(csv)).DropMissing(target);
    bool isClasses = TableEncoder.Fit(table, target).TargetKind == TargetKind.Classes;
    var (training, _, test) = table.Split(training: 0.8, validation: 0, test: 0.2, new Random(1), stratifyBy: isClasses ? target : null);
    Console.WriteLine($"{training.Count} rows to learn from, {test.Count} held out");

    if (isClasses)
    {
        var classifier = new MlpClassifier { HiddenSizes = [32], LearningRate = 0.01, Epochs = 100, Seed = 1 };
        classifier.Fit(training, target);
        classifier.Save(file);
        Console.WriteLine($"{classifier.Score(test):P1} of the rows held out are of the class that the model says");
        foreach (string name in MlpClassifier.Load(file).PredictClassNames(test).Take(3))
            Console.WriteLine($"for example: {name}");
    }
    else
    {
        var regressor = new MlpRegressor { HiddenSizes = [32], LearningRate = 0.01, Epochs = 100, Seed = 1 };
        regressor.Fit(training, target);
        regressor.Save(file);
        Console.WriteLine($"R² of the rows held out: {regressor.Score(test):F3} (1 is perfect, 0 is the mean for every row)");
        foreach (float number in MlpRegressor.Load(file).Predict(test).ToArray().Take(3))
            Console.WriteLine($"for example: {number}");
    }
    Console.WriteLine($"the model is in {Path.GetFullPath(file)}");
    return 0;
}
catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or InvalidOperationException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

// The file by its path, or where the project is, or above it: where its template was called.
static string Find(string file)
{
    if (File.Exists(file)) return file;
    for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        if (File.Exists(Path.Combine(folder, file))) return Path.Combine(folder, file);
    throw new FileNotFoundException(
        $"There is no file '{file}', neither in {Environment.CurrentDirectory} nor above {AppContext.BaseDirectory}.");
}
