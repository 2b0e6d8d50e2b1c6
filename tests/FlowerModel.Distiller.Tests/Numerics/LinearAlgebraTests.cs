using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Tests.Numerics;

public class LinearAlgebraTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 8, 5)]
    [InlineData(11, 21, 7)]
    public void Outer_products_are_sums_over_rows(int inputs, int targets, int rows)
    {
        double[] a = Random(inputs * rows, 1), b = Random(targets * rows, 2);
        var sums = new Matrix(inputs, targets);
        sums[0, 0] = 100;

        VectorSums.AddOuterProducts(a, b, rows, sums);

        for (var i = 0; i < inputs; i++)
        {
            for (var j = 0; j < targets; j++)
            {
                var expected = Enumerable.Range(0, rows).Sum(row => a[(row * inputs) + i] * b[(row * targets) + j]) + (i + j == 0 ? 100 : 0);
                Assert.Equal(expected, sums[i, j], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(23)]
    public void A_symmetric_product_has_its_upper_triangle(int size)
    {
        var rows = 6;
        var values = Random(size * rows, 1);
        Matrix whole = new(size, size), upper = new(size, size);

        VectorSums.AddOuterProducts(values, values, rows, whole);
        VectorSums.AddOuterProducts(values, values, rows, upper, upperOnly: true);

        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++) Assert.Equal(whole[i, j], upper[i, j]);
        }
    }

    [Fact]
    public void A_solution_satisfies_its_system()
    {
        var matrix = Symmetric(12);
        var right = new Matrix(12, 5);
        Random(60, 3).CopyTo(right.Values, 0);

        var solution = LinearSystem.Solve(Copy(matrix), Copy(right));

        Assert.All(matrix.Times(solution).Values.Zip(right.Values), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        Assert.Throws<ArithmeticException>(() => LinearSystem.Solve(new Matrix(2, 2), new Matrix(2, 1)));
    }

    [Fact]
    public void Principal_components_are_eigenvectors_in_descending_order()
    {
        var matrix = Symmetric(14);

        var components = PrincipalComponents.Compute(Copy(matrix), 14);

        var previous = double.PositiveInfinity;
        var images = matrix.Times(components);
        for (var i = 0; i < 14; i++)
        {
            double[] vector = [.. Enumerable.Range(0, 14).Select(row => components[row, i])];
            double[] image = [.. Enumerable.Range(0, 14).Select(row => images[row, i])];
            var value = vector.Zip(image, (a, b) => a * b).Sum();
            Assert.Equal(1, vector.Sum(element => element * element), 1e-12);
            Assert.All(vector.Zip(image), pair => Assert.Equal(value * pair.First, pair.Second, 1e-9));
            Assert.True(value <= previous);
            previous = value;
        }
    }

    [Fact]
    public void The_first_component_of_a_matrix_by_hand()
    {
        var matrix = new Matrix(2, 2);
        new double[] { 2, 1, 1, 2 }.CopyTo(matrix.Values, 0); // eigenvalues 3 and 1

        var component = PrincipalComponents.Compute(matrix, 1);

        Assert.Equal(Math.Sqrt(0.5), Math.Abs(component[0, 0]), 1e-14);
        Assert.Equal(component[0, 0], component[1, 0], 1e-14);
    }

    private static Matrix Symmetric(int size)
    {
        var matrix = new Matrix(size, size);
        var values = Random(size * 20, 7);
        VectorSums.AddOuterProducts(values, values, 20, matrix);
        return matrix;
    }

    private static Matrix Copy(Matrix matrix)
    {
        var copy = new Matrix(matrix.Rows, matrix.Columns);
        matrix.Values.CopyTo(copy.Values, 0);
        return copy;
    }

    private static double[] Random(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = random.Uniform(-1, 1);
        return values;
    }
}
