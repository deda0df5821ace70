using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Serialization;

/// <summary>Rebuilds what <c>torch.save</c> pickled: dictionaries, lists, tuples, numbers, texts, tensors and parameters. A pickle is a
/// program for a small machine with a stack; of its instructions those are known that such data need, and none of them runs anything of
/// Python's.</summary>
/// <remarks>Source: the module <c>pickletools</c> of Python's standard library, protocols 2 to 5.</remarks>
internal sealed class PickleReader(byte[] pickle, string file, MemoryBudget budget, TorchObjects objects)
{
    private const int HighestProtocol = 5, LongestName = 512, TensorCost = 256;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly List<object?> memo = [];
    private readonly SortedDictionary<uint, object?> sparseMemo = [];
    private int position, deepest;

    /// <exception cref="InvalidDataException">The pickle is damaged, or holds something else.</exception>
    public object? Read()
    {
        if (pickle is not [0x80, ..]) throw Invalid("a pickle of protocol 2 or higher is expected");
        while (true)
        {
            var code = (PickleCode)Take(1)[0];
            if (code == PickleCode.Stop) break;
            Execute(code);
            if (stack.Count > deepest)
            {
                budget.Spend(MemoryBudget.Slot);
                deepest = stack.Count;
            }
        }
        return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw Invalid("the pickle does not end with one value");
    }

    private void Execute(PickleCode code)
    {
        switch (code)
        {
            case PickleCode.Protocol:
                if (Take(1)[0] is not (>= 2 and <= HighestProtocol) and var protocol)
                    throw Invalid($"a pickle of protocol {protocol} got, 2 to {HighestProtocol} expected");
                break;
            case PickleCode.Frame: Take(sizeof(ulong)); break;
            case PickleCode.Mark:
                marks.Add(stack.Count);
                budget.Spend(MemoryBudget.Slot);
                break;
            case PickleCode.None: stack.Add(null); break;
            case PickleCode.True: stack.Add(true); break;
            case PickleCode.False: stack.Add(false); break;
            case PickleCode.Integer: PushInteger(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))); break;
            case PickleCode.Integer1: PushInteger(Take(1)[0]); break;
            case PickleCode.Integer2: PushInteger(BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)))); break;
            case PickleCode.Long1: PushLong(Take(1)[0]); break;
            case PickleCode.Long4: PushLong(TakeLength()); break;
            case PickleCode.Float:
                budget.Spend(MemoryBudget.Number);
                stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double))));
                break;
            case PickleCode.Text: PushText(TakeLength()); break;
            case PickleCode.ShortText: PushText(Take(1)[0]); break;
            case PickleCode.EmptyTuple: PushTuple(stack.Count); break;
            case PickleCode.Tuple: PushTuple(PopMark()); break;
            case PickleCode.Tuple1: PushTuple(FromTop(1)); break;
            case PickleCode.Tuple2: PushTuple(FromTop(2)); break;
            case PickleCode.Tuple3: PushTuple(FromTop(3)); break;
            case PickleCode.EmptyList: Push(new PickleList()); break;
            case PickleCode.Append: Append(FromTop(1)); break;
            case PickleCode.Appends: Append(PopMark()); break;
            case PickleCode.EmptyDictionary: Push(new PickleDictionary()); break;
            case PickleCode.SetItem: SetItems(FromTop(2)); break;
            case PickleCode.SetItems: SetItems(PopMark()); break;
            case PickleCode.Put: Remember(Take(1)[0]); break;
            case PickleCode.LongPut: Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))); break;
            case PickleCode.Memoize: Remember((uint)(memo.Count + sparseMemo.Count)); break;
            case PickleCode.Get: Recall(Take(1)[0]); break;
            case PickleCode.LongGet: Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)))); break;
            case PickleCode.Global: PushGlobal(TakeLine(), TakeLine()); break;
            case PickleCode.StackGlobal:
                (object? name, object? module) = (Pop(), Pop());
                PushGlobal(module as string ?? throw Invalid("a name is no text"), name as string ?? throw Invalid("a name is no text"));
                break;
            case PickleCode.PersistentId:
                budget.Spend(MemoryBudget.Container);
                stack.Add(objects.CreateStorage(Pop()));
                break;
            case PickleCode.Reduce: Reduce(); break;
            case PickleCode.Build: Build(); break;
            default: throw Invalid(FormattableString.Invariant($"the instruction 0x{(byte)code:X2} is not one of those that data need"));
        }
    }

    private void Push(object container)
    {
        budget.Spend(MemoryBudget.Container);
        stack.Add(container);
    }

    private void PushInteger(long number)
    {
        budget.Spend(MemoryBudget.Number);
        stack.Add(number);
    }

    /// <summary>An integer in two's complement, as many bytes as it takes.</summary>
    private void PushLong(int length)
    {
        ReadOnlySpan<byte> bytes = Take(length);
        if (length > sizeof(long))
        {
            stack.Add(PickleOther.Instance);
            return;
        }
        long number = length > 0 && (sbyte)bytes[^1] < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) number = number << 8 | bytes[i];
        PushInteger(number);
    }

    private void PushText(int length)
    {
        budget.SpendText(length);
        stack.Add(Decode(Take(length)));
    }

    private void PushTuple(int from)
    {
        object?[] items = new object?[stack.Count - from];
        budget.SpendArray(items.Length);
        stack.CopyTo(from, items, 0, items.Length);
        stack.RemoveRange(from, items.Length);
        stack.Add(new PickleTuple(items));
    }

    private void PushGlobal(string module, string name)
    {
        budget.Spend(MemoryBudget.Container);
        stack.Add(PickleGlobal.Find(module, name) ?? throw TorchAdvice.Unknown(file, module, name));
    }

    private void Append(int from)
    {
        if (from == 0 || stack[from - 1] is not PickleList list)
            throw Invalid("something is appended to what is no list");
        int count = stack.Count - from;
        budget.Spend((long)count * MemoryBudget.Slot);
        for (int i = from; i < stack.Count; i++) list.Items.Add(stack[i]);
        stack.RemoveRange(from, count);
    }

    private void SetItems(int from)
    {
        if (from == 0 || stack[from - 1] is not PickleDictionary dictionary) throw Invalid("something is set in what is no dictionary");
        int count = stack.Count - from;
        if (count % 2 != 0) throw Invalid("a key in a dictionary has no value");
        budget.Spend((long)count / 2 * MemoryBudget.Pair);
        for (int i = from; i < stack.Count; i += 2) dictionary.Pairs.Add((stack[i], stack[i + 1]));
        stack.RemoveRange(from, count);
    }

    private void Remember(uint number)
    {
        object? value = stack[FromTop(1)];
        if (number < memo.Count)
        {
            memo[(int)number] = value;
        }
        else if (number == memo.Count)
        {
            budget.Spend(MemoryBudget.Slot);
            memo.Add(value);
        }
        else
        {
            // Python counts them from 0 without gaps, others need not.
            budget.Spend(MemoryBudget.Pair * 2L);
            sparseMemo[number] = value;
        }
    }

    private void Recall(uint number)
    {
        if (number < memo.Count) stack.Add(memo[(int)number]);
        else if (sparseMemo.TryGetValue(number, out object? value)) stack.Add(value);
        else throw Invalid($"the value {number} is asked for before it is there");
    }

    private void Reduce()
    {
        if (Pop() is not PickleTuple arguments || Pop() is not PickleGlobal function)
            throw Invalid("a function of the list and its arguments are expected");
        bool isLarge = function.Kind is PickleGlobalKind.Tensor or PickleGlobalKind.TensorWithHooks or PickleGlobalKind.TensorWithType;
        budget.Spend(isLarge ? TensorCost : MemoryBudget.Container);
        stack.Add(objects.Create(function, arguments.Items));
    }

    /// <summary>Attributes of a dictionary, such as the versions of the modules that a state belongs to, are passed over.</summary>
    private void Build()
    {
        Pop();
        if (stack[FromTop(1)] is not PickleDictionary) throw Invalid("attributes are expected on dictionaries only");
    }

    private object? Pop()
    {
        int top = FromTop(1);
        object? value = stack[top];
        stack.RemoveAt(top);
        return value;
    }

    /// <summary>Where the last values begin; they may not lie before a mark.</summary>
    private int FromTop(int count)
    {
        int from = stack.Count - count;
        return from >= (marks.Count == 0 ? 0 : marks[^1]) ? from : throw Invalid("an instruction lacks its values");
    }

    private int PopMark()
    {
        if (marks.Count == 0) throw Invalid("an instruction lacks its mark");
        int mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return mark;
    }

    private int TakeLength()
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        return length <= pickle.Length - position ? (int)length : throw CutShort();
    }

    private string TakeLine()
    {
        int length = pickle.AsSpan(position).IndexOf((byte)'\n');
        if (length < 0) throw CutShort();
        if (length > LongestName) throw Invalid($"a name takes {length} bytes: at most {LongestName} are allowed");
        string line = Decode(Take(length));
        position++;
        return line;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException broken)
        {
            throw new InvalidDataException($"{file}: a text in the pickle before byte {position} is not valid UTF-8.", broken);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > pickle.Length - position) throw CutShort();
        position += count;
        return pickle.AsSpan(position - count, count);
    }

    private InvalidDataException CutShort() => Invalid("the pickle is cut short");

    private InvalidDataException Invalid(string problem) => new($"{file}: at byte {position} of the pickle: {problem}.");
}

/// <summary>The instructions that data need.</summary>
internal enum PickleCode : byte
{
    Mark = (byte)'(', Stop = (byte)'.', None = (byte)'N', True = 0x88, False = 0x89, Integer = (byte)'J', Integer1 = (byte)'K',
    Integer2 = (byte)'M', Long1 = 0x8A, Long4 = 0x8B, Float = (byte)'G', Text = (byte)'X', ShortText = 0x8C, EmptyTuple = (byte)')',
    Tuple = (byte)'t', Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, EmptyList = (byte)']', Append = (byte)'a', Appends = (byte)'e',
    EmptyDictionary = (byte)'}', SetItem = (byte)'s', SetItems = (byte)'u', Put = (byte)'q', LongPut = (byte)'r', Memoize = 0x94,
    Get = (byte)'h', LongGet = (byte)'j', Global = (byte)'c', StackGlobal = 0x93, PersistentId = (byte)'Q', Reduce = (byte)'R',
    Build = (byte)'b', Protocol = 0x80, Frame = 0x95,
}
