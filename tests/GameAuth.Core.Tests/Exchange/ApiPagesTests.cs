using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;

namespace GameAuth.Tests.Http;

public class ApiPagesTests
{
    private readonly List<string?> _asked = [];

    [Fact]
    public async Task Every_page_is_asked_for_with_the_token_of_the_one_before()
    {
        Assert.Equal([1, 2, 3, 4], await ApiPages.ReadAsync(Pages(([1, 2], "b"), ([], "c"), ([3], "d"), ([4], null))).ToListAsync());
        Assert.Equal([null, "b", "c", "d"], _asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_page_without_a_token_is_the_last(string? next)
    {
        Assert.Equal([1], await ApiPages.ReadAsync(Pages(([1], next), ([2], null))).ToListAsync());
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_page_is_asked_for_only_when_its_first_item_is()
    {
        await using IAsyncEnumerator<int> walk = ApiPages.ReadAsync(Pages(([1, 2], "b"), ([3], null))).GetAsyncEnumerator();
        Assert.Empty(_asked);
        Assert.True(await walk.MoveNextAsync());
        Assert.True(await walk.MoveNextAsync());
        Assert.Single(_asked);
        Assert.True(await walk.MoveNextAsync());
        Assert.Equal(2, _asked.Count);
        Assert.False(await walk.MoveNextAsync());
    }

    [Fact]
    public async Task Whoever_stops_early_causes_no_further_request()
    {
        await foreach (int item in ApiPages.ReadAsync(Pages(([1, 2], "b"), ([3], null))))
        {
            if (item == 2)
            {
                break;
            }
        }

        Assert.Single(_asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_cancels_gets_no_further_item_and_causes_no_further_request(bool byParameter)
    {
        using CancellationTokenSource stop = new();
        List<int> seen = [];
        IAsyncEnumerable<int> pages = ApiPages.ReadAsync(Pages(([1, 2, 3], "b"), ([4], null)), byParameter ? stop.Token : default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in pages.WithCancellation(byParameter ? default : stop.Token))
            {
                seen.Add(item);
                if (item == 2)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal([1, 2], seen);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Whoever_cancels_on_the_last_item_of_a_page_causes_no_further_request()
    {
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in ApiPages.ReadAsync(Endless(static asked => asked is null ? "b" : null), stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Each_enumeration_begins_anew()
    {
        IAsyncEnumerable<int> pages = ApiPages.ReadAsync(Endless(static asked => asked is null ? "b" : null));
        Assert.Equal(2, (await pages.ToListAsync()).Count);
        Assert.Equal(2, (await pages.ToListAsync()).Count);
        Assert.Equal([null, "b", null, "b"], _asked);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_or_to_an_earlier_one_ends_the_walk()
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => ApiPages.ReadAsync(Endless(static _ => "same")).ToListAsync().AsTask());
        Assert.Equal(("xbox", "xsts", 200, false), (error.Provider, error.Step, error.Status, error.IsTransient));
        Assert.Equal([null, "same"], _asked);

        _asked.Clear();
        await Assert.ThrowsAsync<ProviderException>(() => ApiPages.ReadAsync(Endless(static asked => asked == "a" ? "b" : "a")).ToListAsync().AsTask());
        Assert.Equal([null, "a", "b"], _asked);
    }

    [Fact]
    public async Task Pages_that_never_end_end_the_walk()
    {
        int page = 0;
        await Assert.ThrowsAsync<ProviderException>(() => ApiPages.ReadAsync(Endless(_ => $"{page++}")).ToListAsync().AsTask());
        Assert.Equal(ApiPages.MaxPages, _asked.Count);
    }

    [Fact]
    public async Task A_token_that_fits_no_address_ends_the_walk()
    {
        Assert.Equal([0, 0], await ApiPages.ReadAsync(Endless(static asked => asked is null ? new string('a', 4096) : null)).ToListAsync());
        _asked.Clear();
        await Assert.ThrowsAsync<ProviderException>(() => ApiPages.ReadAsync(Endless(static _ => new string('a', 4097))).ToListAsync().AsTask());
        Assert.Single(_asked);
    }

    private Func<string?, CancellationToken, Task<ApiPage<int>>> Pages(params (int[] Items, string? Next)[] pages) => async (asked, cancellationToken) =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        (int[] items, string? next) = pages[_asked.Count];
        _asked.Add(asked);
        return new ApiPage<int>(await Answers.AnswerAsync("{}"), items, next);
    };

    private Func<string?, CancellationToken, Task<ApiPage<int>>> Endless(Func<string?, string?> next) => async (asked, _) =>
    {
        _asked.Add(asked);
        return new ApiPage<int>(await Answers.AnswerAsync("{}"), [0], next(asked));
    };
}
