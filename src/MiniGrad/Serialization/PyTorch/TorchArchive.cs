using System.Text;

namespace MiniGrad.Serialization;

/// <summary>The ZIP archive of a file of PyTorch's.</summary>
internal sealed class TorchArchive
{
    private const string PickleName = "data.pkl", OrderName = "byteorder";
    private const int LongestOrder = 16;

    private readonly string file, folder;

    public TorchArchive(Stream stream, string file, MemoryBudget budget)
    {
        this.file = file;
        ZipDirectory directory = ZipDirectory.Read(stream, file, budget);
        folder = FindFolder(directory);
        bool isScript = directory.Find($"{folder}/constants.pkl") is not null
            || directory.Members.Any(member => member.Name.StartsWith($"{folder}/code/", StringComparison.Ordinal));
        if (isScript) throw TorchAdvice.Script(file);
        Content = new ZipContent(stream, directory, file);
        IsBigEndian = directory.Find($"{folder}/{OrderName}") is not null && ReadOrder(budget);
    }

    public ZipContent Content { get; }

    /// <summary>Whether the first byte of a number is its highest.</summary>
    public bool IsBigEndian { get; }

    /// <summary>What was saved.</summary>
    public object? ReadPickle(MemoryBudget budget)
    {
        byte[] pickle = Content.ReadAll(Content.Stored($"{folder}/{PickleName}"), budget);
        return new PickleReader(pickle, file, budget, new TorchObjects(file, folder, Content, budget)).Read();
    }

    private string FindFolder(ZipDirectory directory)
    {
        const string End = $"/{PickleName}";
        string[] folders = [.. directory.Members.Select(member => member.Name)
            .Where(name => name.EndsWith(End, StringComparison.Ordinal))
            .Select(name => name[..^End.Length]).Where(name => !name.Contains('/', StringComparison.Ordinal))];
        if (folders.Length == 1) return folders[0];
        throw TorchAdvice.NoPickle(file, folders.Length == 0 ? "none" : $"{folders.Length} of them");
    }

    private bool ReadOrder(MemoryBudget budget)
    {
        ZipMember member = Content.Stored($"{folder}/{OrderName}");
        string order = member.Length > LongestOrder ? "" : Encoding.ASCII.GetString(Content.ReadAll(member, budget));
        return order switch
        {
            "little" => false,
            "big" => true,
            _ => throw new InvalidDataException($"{file}: the entry '{member.Name}' is neither 'little' nor 'big'."),
        };
    }
}
