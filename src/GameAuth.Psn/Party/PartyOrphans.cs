using System.Runtime.ExceptionServices;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>
/// What other processes on the store have open for an account: that of dead ones is ended, once by itself before the first party, and whenever it is asked for; that of a living one keeps this process from joining. Safe for use
/// from any thread.
/// </summary>
internal sealed class PartyOrphans(PsnAccount account, PartyServices services, Func<CancellationToken, Task<PsnPartyList>> listAsync)
{
    private readonly Lock _gate = new();
    private Task? _once;

    /// <summary>Begins it, if it was not begun or has failed.</summary>
    public void Begin() => _ = OnceAsync();

    /// <summary>As <see cref="Begin"/>, and waits for its end: what is left of the last party is ended before the next one.</summary>
    public Task EndOnceAsync(CancellationToken cancellationToken) => OnceAsync().WaitAsync(cancellationToken);

    /// <returns>How many were ended.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        (int ended, GameAuthException? failure) = await services.Records.EndOrphansAsync(account, EndAsync, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return ended;
    }

    /// <summary>Looks whether another living process is in a party of the account. Who has recorded its own party before looks for certain: of two that come at once, one sees the other at least.</summary>
    /// <param name="step">What is about to be done.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="IllegalStepException">There is one.</exception>
    public async Task CheckAloneAsync(string step, CancellationToken cancellationToken)
    {
        if (await services.Records.FindOthersAsync(account, cancellationToken).ConfigureAwait(false) is [{ } other, ..])
        {
            string where = other.Value.PartyId is { } id ? $"the party {id}" : "a party that it is creating";
            throw PartyOrder.Illegal(step, $"another process on this store has the account in {where}. Leave it there, or end that process, then try again.");
        }
    }

    private Task OnceAsync()
    {
        lock (_gate)
        {
            if (_once is { IsCompleted: false } or { IsCompletedSuccessfully: true })
            {
                return _once;
            }

            using (AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow())
            {
                _once = Task.Run(RunAsync);
            }

            // Who waits for it hears of its failure; when nobody does, the next party does.
            _ = _once.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return _once;
        }
    }

    private async Task RunAsync()
    {
        using AccountWork work = AccountWork.Begin(account, PsnStep.PartyLeave);
        await EndAsync(work.Ended).ConfigureAwait(false);
    }

    private async Task<bool> EndAsync(PsnOpenParty orphan, Func<PsnOpenParty, Task> keepAsync, CancellationToken cancellationToken)
    {
        PsnOpenParty open = orphan;
        if (open is { PartyId: null, HasLeft: false })
        {
            PsnPartyList list = await listAsync(cancellationToken).ConfigureAwait(false);
            open = open with { PartyId = open.FindIn(list.Parties, account.Subject)?.Id };
        }

        await services.Ending.EndAsync(account, open, keepAsync, services.Writes.NewOperation(), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
