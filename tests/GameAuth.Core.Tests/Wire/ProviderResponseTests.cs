using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

public sealed class WireAnswerTests
{
    private const string Canary = "canary-5f2c";

    public static TheoryData<string, string, bool> BadBodies => new()
    {
        { "", "is empty", true },
        { " \r\n\t", "is empty", true },
        { "<html><body>" + Canary + "</body></html>", "is HTML", true },
        { "  <!DOCTYPE html>", "is HTML", true },
        { "{\"name\":\"" + Canary, "is not whole", true },
        { "{\"name\":\"a\"} " + Canary, "is not whole", true },
        { "{\"name\":\"a\",\"name\":\"" + Canary + "\"}", "lacks a member", false },
        { "plain " + Canary, "is not whole", true },
        { "null", "is null", false },
        { "\"" + Canary + "\"", "wrong type", false },
        { "[]", "wrong type", false },
        { "{}", "lacks a member", false },
        { "{\"name\":{}}", "wrong type", false },
        { "{\"name\":\"a\",\"name\":{}}", "lacks a member", false },
        { new string('[', 65) + new string(']', 65), "deeper than 64", false },
        { "{\"name\":\"a\",\"x\":" + new string('[', 100_000), "deeper than 64", false },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_body_is_an_error_that_names_the_step_and_quotes_nothing(string body, string why, bool isTransient)
    {
        ProviderResponse answer = await Answers.AnswerAsync(body, headers: ("X-Request-Id", "r-1"));

        ProviderException error = Assert.Throws<ProviderException>(() => answer.ReadJson(WireJsonContext.Default.SampleAnswer));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("'xsts'", error.Message, StringComparison.Ordinal);
        Assert.Equal(("xbox", "xsts", 200, "r-1"), (error.Provider, error.Step, error.Status, error.CorrelationId));
        Assert.Equal(isTransient, error.IsTransient);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        Assert.False(answer.TryReadJson(WireJsonContext.Default.SampleAnswer, out _));
    }

    [Fact]
    public async Task Numbers_as_strings_and_strings_as_numbers_are_read()
    {
        ProviderResponse answer = await Answers.AnswerAsync("""{"name":2148916233,"count":"3600","limit":"12.0","token":42}""");

        SampleAnswer read = answer.ReadJson(WireJsonContext.Default.SampleAnswer);

        Assert.Equal("2148916233", read.Name);
        Assert.Equal(3600, read.Count);
        Assert.Equal(12, read.Limit);
        Assert.Equal("42", read.Token!.Reveal());
    }

    [Fact]
    public async Task Unknown_members_null_lists_and_a_byte_order_mark_do_no_harm()
    {
        ProviderResponse answer = await Answers.AnswerAsync("\uFEFF{\"name\":\"a\",\"claims\":null,\"limit\":null,\"new\":{\"deep\":[1,{}]}}");

        SampleAnswer read = answer.ReadJson(WireJsonContext.Default.SampleAnswer);

        Assert.Empty(read.Claims);
        Assert.Null(read.Limit);
    }

    [Fact]
    public async Task Null_items_of_a_list_are_left_out_and_an_absent_list_is_empty()
    {
        ProviderResponse some = await Answers.AnswerAsync("""{"name":"a","claims":[null,{"uhs":"1"},null]}""");
        ProviderResponse none = await Answers.AnswerAsync("""{"name":"a"}""");

        Assert.Equal("1", Assert.Single(some.ReadJson(WireJsonContext.Default.SampleAnswer).Claims).Uhs);
        Assert.Empty(none.ReadJson(WireJsonContext.Default.SampleAnswer).Claims);
    }

    [Theory]
    [InlineData("2030-01-02T03:04:05.123456789Z", 1234567)]
    [InlineData("2030-01-02T03:04:05.1234567Z", 1234567)]
    [InlineData("2030-01-02T03:04:05.12345678+00:00", 1234567)]
    [InlineData("2030-01-02T04:04:05.5+01:00", 5000000)]
    [InlineData("2030-01-02T03:04:05", 0)]
    [InlineData("2030-01-02T03:04:05Z", 0)]
    public async Task Dates_are_read_with_any_number_of_fraction_digits(string text, int ticks)
    {
        ProviderResponse answer = await Answers.AnswerAsync($$"""{"name":"a","not_after":"{{text}}"}""");

        DateTimeOffset read = answer.ReadJson(WireJsonContext.Default.SampleAnswer).NotAfter;

        Assert.Equal(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks), read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Theory]
    [InlineData("01/02/2030 03:04:05")]
    [InlineData("tomorrow at 5")]
    [InlineData("2030-13-02T03:04:05Z")]
    [InlineData("")]
    public async Task What_is_no_ISO_date_counts_as_absent(string text)
    {
        ProviderResponse answer = await Answers.AnswerAsync($$"""{"name":"a","not_after":"{{text}}"}""");

        Assert.Equal(default, answer.ReadJson(WireJsonContext.Default.SampleAnswer).NotAfter);
        Assert.Throws<ProviderException>(() => answer.ReadStrictJson(WireJsonContext.Default.SampleAnswer));
    }

    [Fact]
    public async Task A_body_up_to_the_cap_is_read_and_one_byte_more_is_refused()
    {
        Assert.Equal(1000, (await Answers.AnswerAsync(new string('x', 1000), cap: 1000)).Body.Length);

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Answers.AnswerAsync(new string('x', 1001), cap: 1000));

        Assert.Contains("larger than 1000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal("xsts", error.Step);
    }

    [Fact]
    public async Task An_endless_body_without_a_length_is_cut_off_at_the_cap()
    {
        EndlessStream endless = new();
        using HttpResponseMessage response = new() { Content = new StreamContent(endless) };

        await Assert.ThrowsAsync<ProviderException>(
            () => ProviderResponse.ReadAsync(response, new ResponseOrigin("xbox", "xsts", Answers.Arrival), 100_000, CancellationToken.None));

        Assert.InRange(endless.Taken, 100_001, 300_000);
    }

    [Fact]
    public async Task The_date_of_an_answer_that_a_cache_kept_is_not_taken()
    {
        ProviderResponse fresh = await Answers.AnswerAsync("{}", headers: ("Date", "Tue, 01 Jan 2030 00:00:09 GMT"));
        ProviderResponse cached = await Answers.AnswerAsync("{}", 200, 1000, ("Date", "Tue, 01 Jan 2030 00:00:09 GMT"), ("Age", "300"));

        Assert.Equal(Answers.Arrival.AddSeconds(9), fresh.Date);
        Assert.Null(cached.Date);
    }

    [Fact]
    public async Task It_prints_without_its_body_and_headers()
    {
        ProviderResponse answer = await Answers.AnswerAsync(Canary, headers: ("Location", Canary));

        Assert.Equal("xbox xsts: 200", answer.ToString());
        Assert.Equal(Canary, answer.Header("location"));
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Null(answer.Header("Absent"));
    }

    [Fact]
    public async Task A_correlation_id_is_cleaned_before_it_goes_into_an_error()
    {
        ProviderResponse answer = await Answers.AnswerAsync("", headers: ("X-Correlation-Id", "id\u001b[31mred"));

        Assert.Equal("idred", answer.CorrelationId);
    }
}
