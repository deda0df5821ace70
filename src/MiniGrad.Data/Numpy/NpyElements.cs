using System.Collections;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>The elements of one NumPy array, put into row-major order.</summary>
internal sealed class NpyElements(Stream stream, string name, NpyDescription description, Shape shape)
{
    private readonly ElementReader reader = new(
        description.IsBigEndian ? new ReversedStream(stream, ElementTypes.SizeOf(description.Type)) : stream, name, description.Type,
        shape);

    public ElementType Type => description.Type;

    public Shape Shape => shape;

    /// <exception cref="InvalidDataException">There are too few elements, or an integer is no <typeparamref name="T"/>.</exception>
    public Tensor<T> ReadTensor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> tensor = reader.ReadTensor<T>();
        Order(tensor.Buffer);
        return tensor;
    }

    /// <exception cref="InvalidDataException">There are too few elements, they are no integers, or one is out of range.</exception>
    public IndexTensor ReadIndices()
    {
        IndexTensor indices = reader.ReadIndices();
        Order(indices.Buffer);
        return indices;
    }

    /// <summary>The elements as they are.</summary>
    /// <exception cref="InvalidDataException">There are too few elements, or they are of another type.</exception>
    public TElement[] ReadArray<TElement>() where TElement : unmanaged
    {
        TElement[] elements = reader.ReadArray<TElement>();
        Order<TElement>(elements);
        return elements;
    }

    /// <summary>Moves elements in column-major order to where they belong: in place, as an array may be as large as memory, along each
    /// cycle of places.</summary>
    private void Order<TElement>(Span<TElement> elements)
    {
        if (!description.IsColumnMajor || Shape.Rank < 2) return;
        int[] strides = new int[Shape.Rank];
        for (int axis = Shape.Rank - 1, stride = 1; axis >= 0; stride *= Shape[axis--]) strides[axis] = stride;
        BitArray isMoved = new(elements.Length);
        for (int start = 0; start < elements.Length; start++)
        {
            if (isMoved[start]) continue;
            TElement moving = elements[start];
            int place = start;
            do
            {
                place = PlaceOf(place, strides);
                (elements[place], moving) = (moving, elements[place]);
                isMoved[place] = true;
            }
            while (place != start);
        }
    }

    private int PlaceOf(int number, int[] strides)
    {
        int place = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            (number, int index) = Math.DivRem(number, Shape[axis]);
            place += index * strides[axis];
        }
        return place;
    }
}
