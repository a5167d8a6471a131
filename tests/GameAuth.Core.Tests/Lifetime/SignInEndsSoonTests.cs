using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Lifetime;

public sealed class SignInEndsSoonTests : EngineTest
{
    public SignInEndsSoonTests() => Harness.WatchInterval = TimeSpan.FromHours(6);

    [Fact]
    public async Task It_is_told_once_for_each_threshold()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        DateTimeOffset end = await EndsInAsync(account, TimeSpan.FromDays(20));
        await PassAsync(TimeSpan.FromDays(25));
        SignInEndsSoonEvent[] told = Told(host);
        Assert.Equal([TimeSpan.FromDays(14), TimeSpan.FromDays(3)], told.Select(static one => one.Threshold));
        Assert.All(told, one => Assert.Equal((AuthEventNames.SignInEndsSoon, account.Id, end), (one.Name, one.Account, one.EndsAt)));
        Assert.All(told, one => Assert.InRange(end - one.At, one.Threshold - TimeSpan.FromHours(13), one.Threshold));
    }

    [Fact]
    public async Task Of_many_processes_one_tells()
    {
        ContractHost[] hosts = [await HostAsync(), await HostAsync(), await HostAsync()];
        await EndsInAsync(await SignInAsync(hosts[0]), TimeSpan.FromDays(15));
        await PassAsync(TimeSpan.FromDays(14), timers: 3);
        Assert.Equal(2, hosts.Sum(host => Told(host).Length));
    }

    [Fact]
    public async Task What_was_passed_while_nothing_ran_is_told_at_the_next_start_for_an_account_that_nobody_uses()
    {
        ContractHost first = await HostAsync();
        await EndsInAsync(await SignInAsync(first), TimeSpan.FromDays(20));
        await first.DisposeAsync();
        Harness.Clock.Advance(TimeSpan.FromDays(18));
        ContractHost host = await HostAsync();
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Equal([TimeSpan.FromDays(3)], Told(host).Select(static one => one.Threshold));
    }

    [Fact]
    public async Task A_sign_in_that_was_prolonged_is_told_of_anew_and_one_that_ends_a_moment_later_is_not()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        await EndsInAsync(account, TimeSpan.FromDays(10));
        await PassAsync(TimeSpan.FromDays(1));
        await EndsInAsync(account, TimeSpan.FromDays(9) + TimeSpan.FromMinutes(5));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Single(Told(host));
        await EndsInAsync(account, TimeSpan.FromDays(14));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, Told(host).Length);
    }

    [Fact]
    public async Task Thresholds_may_be_others_or_none()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.Services.Configure<GameAuthOptions>(static options => options.SignInEndsSoon = [TimeSpan.FromDays(1)]));
        ContractHost silent = await HostAsync(static gameAuth => gameAuth.Services.Configure<GameAuthOptions>(static options => options.SignInEndsSoon = []));
        await EndsInAsync(await SignInAsync(host), TimeSpan.FromDays(10));
        await PassAsync(TimeSpan.FromDays(12), timers: 2);
        Assert.Equal([TimeSpan.FromDays(1)], Told(host).Select(static one => one.Threshold));
        Assert.Empty(Told(silent));
    }

    [Fact]
    public async Task An_account_without_a_known_end_or_without_a_sign_in_is_not_told_of()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        await PassAsync(TimeSpan.FromDays(1));
        await EndsInAsync(account, TimeSpan.FromDays(2));
        await account.Binding.State.SignInRequiredAsync(SignInReason.Revoked, CancellationToken.None);
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Empty(Told(host));
    }

    private static SignInEndsSoonEvent[] Told(ContractHost host) => [.. host.Events.All.OfType<SignInEndsSoonEvent>()];

    private async Task<DateTimeOffset> EndsInAsync(ToyAccount account, TimeSpan left)
    {
        DateTimeOffset end = Harness.Clock.GetUtcNow() + left;
        await account.Binding.State.UpdateAsync(row => row with { SignInExpiresAt = end }, CancellationToken.None);
        return end;
    }

    private Task PassAsync(TimeSpan time, int timers = 1) => Harness.Clock.AdvanceAsync(time, timers).WaitAsync(ProviderHarness.Patience);
}
