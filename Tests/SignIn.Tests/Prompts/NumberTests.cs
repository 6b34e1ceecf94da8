using Xunit.Sdk;

namespace Countersign.SignIn.Tests.Prompts;

/// <summary>The number: uniform, among distinct choices, in any place (S-04, N1).</summary>
public sealed class NumberTests
{
    private const int Draws = 1_000_000;

    [Fact, Trait("Rule", "S-04")]
    public void A_million_draws_are_uniform_and_exactly_one_of_three_distinct_choices_is_the_number()
    {
        var counts = new Counts();
        for (var i = 0; i < Draws; i++)
        {
            var draw = Engine.RandomValues.Number();
            var number = PresentedNumber.Present(NumberMode.Select, draw);
            if (!IsOneOfThree(number)) throw new XunitException($"{draw}");
            counts.Add(draw);
        }

        // Mean + 7 standard deviations + 30. A uniform source goes beyond with probability 1e-10 (2 degrees of freedom), 3e-11 (9) and
        // 4e-12 (99): 3e-10 for the ten statistics together. A digit that is 2 % too frequent goes beyond nearly always.
        Assert.All(counts.All, chi => Assert.True(chi.Statistic < chi.Freedom + 7 * Math.Sqrt(2.0 * chi.Freedom) + 30, $"{chi}"));
    }

    private static bool IsOneOfThree(PresentedNumber number)
    {
        var choices = number.Choices;
        return choices.Length == Limits.ChoiceCount && choices[0] != choices[1] && choices[0] != choices[2] && choices[1] != choices[2]
            && choices.Count(choice => choice == number.Digits) == 1 && choices.All(choice => choice.Length == 2);
    }

    private sealed class Counts
    {
        private readonly int[] _two = new int[100], _first = new int[100], _second = new int[100], _place = new int[3];
        private readonly int[][] _six = [.. Enumerable.Range(0, 6).Select(_ => new int[10])];

        public void Add(NumberDraw draw)
        {
            _two[Of(draw.Two)]++;
            _first[Of(draw.FirstDecoy)]++;
            _second[Of(draw.SecondDecoy)]++;
            _place[draw.Place]++;
            for (var i = 0; i < 6; i++) _six[i][draw.Six[i] - '0']++;
        }

        public IEnumerable<(int Freedom, double Statistic)> All =>
            new[] { _two, _first, _second, _place }.Concat(_six).Select(cells => (cells.Length - 1, ChiSquared(cells)));

        private static int Of(string digits) => (digits[0] - '0') * 10 + digits[1] - '0';

        private static double ChiSquared(int[] cells)
        {
            var expected = Draws / (double)cells.Length;
            return cells.Sum(cell => (cell - expected) * (cell - expected) / expected);
        }
    }

    [Theory, Trait("Rule", "S-04")]
    [InlineData(0, "42", "17", "88")]
    [InlineData(1, "17", "42", "88")]
    [InlineData(2, "17", "88", "42")]
    public void The_number_stands_in_the_place_that_was_drawn(int place, string first, string second, string third) =>
        Assert.Equal([first, second, third], PresentedNumber.Present(NumberMode.Select, Sample.Draw with { Place = place }).Choices);

    /// <summary>I16.</summary>
    [Theory, Trait("Rule", "settled: number")]
    [InlineData(NumberMode.Enter2, "42")]
    [InlineData(NumberMode.Enter6, "012345")]
    public void A_number_to_be_typed_has_no_choices(NumberMode mode, string digits)
    {
        var number = PresentedNumber.Present(mode, Sample.Draw);
        Assert.Equal((digits, 0), (number.Digits, number.Choices.Length));
    }
}
