namespace MiniGrad.Kernels;

/// <summary>What the tiles of a panel of columns have in common. Distances are in bytes.</summary>
internal unsafe struct Tile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From an element of A to the one in the next row of C.</summary>
    public nint ARow;

    /// <summary>From an element of A to the next of the inner dimension.</summary>
    public nint AStep;

    /// <summary>From a row of B to the next.</summary>
    public nint BStep;

    /// <summary>From a row of C to the next.</summary>
    public nint CRow;

    /// <summary>From the row that sums start from to the next; 0 where all start from the same.</summary>
    public nint StartRow;

    /// <summary>How many rows of B are read where they lie.</summary>
    public nint Depth;

    /// <summary>How many more rows of B are read from <see cref="Tail"/>, because whole vectors would reach beyond the end of B.</summary>
    public nint TailDepth;

    /// <summary>The last rows of B, filled up to whole vectors, one behind the other.</summary>
    public T* Tail;

    /// <summary>Where to copy the panel of B while reading it, or null.</summary>
    public T* Copy;

    /// <summary>From what is read of B to what is fetched into the cache meanwhile.</summary>
    public nint Ahead;

    /// <summary>What else is fetched into the cache meanwhile, <see cref="NextStep"/> further with each of the first <see cref="NextRows"/> rows of B.</summary>
    public T* Next;

    /// <summary>See <see cref="Next"/>.</summary>
    public nint NextStep;

    /// <summary>See <see cref="Next"/>.</summary>
    public nint NextRows;

    /// <summary>How many fetches there are: those of <see cref="Next"/>, the first included, and of <see cref="Later"/>.</summary>
    public nint Fetches;

    /// <summary>How many rows of B each fetch but the first lasts.</summary>
    public nint FetchRows;

    /// <summary>How far <see cref="Next"/> moves with each fetch but the first.</summary>
    public nint NextJump;

    /// <summary>What the last <see cref="LaterFetches"/> fetches bring: of memory that is needed only after this panel, a tile's share.</summary>
    public T* Later;

    /// <summary>See <see cref="Later"/>.</summary>
    public nint LaterFetches;

    /// <summary>How far <see cref="Later"/> moves with each fetch.</summary>
    public nint LaterJump;

    /// <summary>How much further <see cref="Later"/> begins for the tile below.</summary>
    public nint LaterTile;

    /// <summary>The beginning of C's next panel.</summary>
    public T* NextPanel;

    /// <summary>Whether what is fetched meanwhile is A's part of the next tile rather than C's.</summary>
    public bool FetchesA;

    /// <summary>How many elements of a row's last vector belong to C.</summary>
    public int LastLanes;

    /// <summary>Whether to apply the rectified linear unit before storing.</summary>
    public bool Rectify;

    /// <summary>What is fetched after <paramref name="fetched"/> if <paramref name="left"/> fetches are left.</summary>
    [MethodImpl(AggressiveInlining)]
    public readonly byte* NextFetch(byte* fetched, nint left) =>
        left == LaterFetches ? (byte*)Later : fetched + (left > LaterFetches ? NextJump : LaterJump);

    /// <summary>Has the kernels read a copied panel of B, whose rows lie one behind the other.</summary>
    public void ReadCopy(int depth, int width)
    {
        BStep = width * sizeof(T);
        Depth = depth;
        TailDepth = 0;
        // The processor itself fetches what is read in sequence.
        Ahead = 0;
    }
}
