namespace MiniGrad.Serialization;

/// <summary>The places in row-major order of the elements of a file in their order.</summary>
internal struct RowMajorPlaces(Shape shape, bool isColumnMajor)
{
    private readonly int[] indices = new int[isColumnMajor ? shape.Rank : 0];
    private readonly int[] strides = isColumnMajor ? Strides(shape) : [];
    private int next;

    public int Next()
    {
        int place = next;
        if (strides.Length == 0)
        {
            next++;
            return place;
        }
        for (int axis = 0; axis < strides.Length; axis++)
        {
            next += strides[axis];
            if (++indices[axis] < shape[axis]) break;
            next -= strides[axis] * shape[axis];
            indices[axis] = 0;
        }
        return place;
    }

    private static int[] Strides(Shape shape)
    {
        int[] strides = new int[shape.Rank];
        for (int axis = strides.Length - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }
}
