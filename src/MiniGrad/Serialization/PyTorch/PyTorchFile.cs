namespace MiniGrad.Serialization;

/// <summary>Reads a file that PyTorch's <c>torch.save</c> wrote, <c>.pt</c> or <c>.pth</c>: the tensors in it, under names.</summary>
/// <remarks><para>The layout: a ZIP archive, whose entries are stored and not compressed. <c>name/data.pkl</c> is a pickle of what was
/// saved; <c>name/data/0</c>, <c>name/data/1</c> and so on are the elements, of which tensors are views, and which several tensors may
/// share. The name of a tensor are the keys and positions that lead to it, with dots between them: <c>0.weight</c> of a model's state,
/// <c>model.0.weight</c> in a checkpoint, <c>1</c> in a list; a tensor that is alone has an empty name.</para>
/// <para>Only dictionaries, lists, tuples, numbers, texts, tensors and parameters are rebuilt. The names of Python's that a pickle holds
/// are compared with a fixed list; nothing is run or looked up, and a file with others, such as a whole model, is refused. Refused are,
/// too, files of PyTorch before 1.6, TorchScript archives, compressed entries, checksums that are wrong, tensors that reach beyond their
/// storage, and tensors that together repeat the elements of the file beyond twice its size and 16 MiB. Listing takes no more memory than
/// the size of the file and 40 MiB.</para>
/// <para>Not safe for use by several threads at once. Source: the section <i>Serialization semantics</i> of PyTorch's documentation; the
/// module <c>pickletools</c> of Python's.</para></remarks>
/// <example><code>
/// using MiniGrad;
/// using MiniGrad.Serialization;
///
/// using PyTorchFile file = PyTorchFile.Open("checkpoint.pt");
/// foreach (PyTorchEntry entry in file.Entries) Console.WriteLine(entry);
/// Tensor&lt;float&gt; weight = file.ReadTensor&lt;float&gt;("model.0.weight");
/// </code></example>
public sealed class PyTorchFile : IDisposable
{
    private const long ViewAllowance = 16 << 20;

    private readonly Stream stream;
    private readonly ZipContent content;
    private readonly bool isBigEndian;
    private readonly OrderedDictionary<string, PyTorchEntry> entries;

    private PyTorchFile(Stream stream, string name)
    {
        this.stream = stream;
        Name = name;
        stream.Position = 0;
        PyTorchFormat format = PyTorchFormats.Of(stream);
        if (format == PyTorchFormat.Old) throw TorchAdvice.OldFormat(name);
        if (format == PyTorchFormat.None) throw TorchAdvice.NoPickle(name, "a file of another format");
        MemoryBudget budget = new(name, stream.Length);
        TorchArchive archive = new(stream, name, budget);
        content = archive.Content;
        isBigEndian = archive.IsBigEndian;
        TensorTree tree = new(archive.ReadPickle(budget), name, budget);
        Dictionaries = tree.Dictionaries;
        entries = tree.Tensors;
        CheckViews(stream.Length);
    }

    /// <summary>The path, or the name that was given to the stream: what messages begin with.</summary>
    public string Name { get; }

    /// <summary>The tensors, in the order in which they were saved.</summary>
    public IReadOnlyList<PyTorchEntry> Entries => entries.Values;

    /// <summary>Opens a file and reads what is in it, but for the elements.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file does not follow the format, or holds something else than data. The message begins
    /// with the path and says what to save instead.</exception>
    public static PyTorchFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new PyTorchFile(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file in a stream.</summary>
    /// <param name="stream">A stream that can seek and holds nothing but the file. It is disposed with the result.</param>
    /// <param name="name">The name in messages.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">The content does not follow the format, or holds something else than data. The message begins
    /// with the name and says what to save instead.</exception>
    public static PyTorchFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanSeek) throw new ArgumentException($"PyTorchFile: expected a stream that can seek for '{name}'.", nameof(stream));
        return new PyTorchFile(stream, name);
    }

    /// <summary>The tensor of a name, or null.</summary>
    public PyTorchEntry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>Reads a tensor.</summary>
    /// <typeparam name="T">Floating-point numbers of another type are rounded to the nearest, those too large to infinity; widening keeps
    /// every value. Integers and booleans (0 and 1) become the same number, and are refused where <typeparamref name="T"/> does not have
    /// it.</typeparam>
    /// <exception cref="InvalidDataException">There is no such tensor, its elements are damaged or of a type that only PyTorch reads, or an
    /// integer in it is no <typeparamref name="T"/>.</exception>
    public Tensor<T> ReadTensor<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elements(name).ReadTensor<T>();

    /// <summary>Reads a tensor of integers, or of booleans as 0 and 1.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, its elements are damaged, or it has numbers that are no
    /// <see cref="int"/>.</exception>
    public IndexTensor ReadIndices(string name) => Elements(name).ReadIndices();

    /// <summary>Reads the elements of a tensor, in row-major order, exactly as they are.</summary>
    /// <typeparam name="TElement">The type in memory of the tensor's <see cref="PyTorchEntry.TypeName"/>.</typeparam>
    /// <exception cref="InvalidDataException">There is no tensor of this name, its elements are damaged, or of another type.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public TElement[] ReadArray<TElement>(string name) where TElement : unmanaged => Elements(name).ReadArray<TElement>();

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    /// <summary>The dictionaries that may be weights.</summary>
    internal IReadOnlyList<WeightsEntry> Dictionaries { get; }

    internal ElementReader Elements(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        PyTorchEntry entry = Find(name) ?? throw Invalid($"there is no tensor '{name}'");
        ElementType type = entry.Tensor.Type.Element
            ?? throw Invalid($"'{name}' has the type {entry.TypeName}: expected one of {TorchType.ReadableNames}");
        return Elements(entry, type, entry.Shape);
    }

    internal ElementReader Elements(PyTorchEntry entry, ElementType type, Shape shape)
    {
        string full = $"{Name}: '{entry.Name}'";
        long start = content.CheckedStart(entry.Tensor.Storage.Member);
        return new ElementReader(new TensorStream(stream, start, entry.Tensor, isBigEndian, full), full, type, shape);
    }

    /// <summary>A view can have many more elements than its storage, by steps of 0 or that overlap.</summary>
    private void CheckViews(long length)
    {
        long limit = 2 * length + ViewAllowance, bytes = 0;
        HashSet<TorchTensor> seen = [];
        foreach (PyTorchEntry entry in Entries)
        {
            if (!seen.Add(entry.Tensor)) continue;
            bytes += entry.ByteCount;
            if (bytes > limit)
            {
                throw Invalid(
                    $"the tensors up to '{entry.Name}' repeat elements of the file so that they take more than {limit} bytes, the file " +
                    $"has {length}: save tensor.clone() in its place");
            }
        }
    }

    private InvalidDataException Invalid(string problem) => new($"{Name}: {problem}.");
}

/// <summary>A tensor in a <see cref="PyTorchFile"/>.</summary>
public sealed class PyTorchEntry
{
    internal PyTorchEntry(string name, TorchTensor tensor) => (Name, Tensor) = (name, tensor);

    /// <summary>The keys and positions that lead to it, with dots between them. Unique in a file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements as PyTorch calls it: float64, float32, float16, bfloat16, float8_e5m2, float8_e4m3fn, int64, …,
    /// uint8, bool, or complex128 and complex64, which only PyTorch can read.</summary>
    public string TypeName => Tensor.Type.Name;

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Tensor.Shape;

    /// <summary>The bytes of the elements. In the file several tensors may share them.</summary>
    public long ByteCount => Tensor.ByteCount;

    internal TorchTensor Tensor { get; }

    /// <summary>The name, the type and the shape.</summary>
    public override string ToString() => $"{Name}: {TypeName} {Shape}";
}
