using System.Runtime.ExceptionServices;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Ends what dead processes have left open for an account: once by itself, before its first party, and whenever it is asked to. Safe for use from any thread.</summary>
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

    private Task OnceAsync()
    {
        lock (_gate)
        {
            if (_once is { IsCompleted: false } or { IsCompletedSuccessfully: true })
            {
                return _once;
            }

            using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _once = Task.Run(RunAsync);

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

    private async Task<bool> EndAsync(PsnOpenParty orphan, CancellationToken cancellationToken)
    {
        PsnOpenParty open = orphan;
        if (open is { PartyId: null, HasLeft: false })
        {
            PsnPartyList list = await listAsync(cancellationToken).ConfigureAwait(false);
            open = open with { PartyId = open.FindIn(list.Parties, account.Subject)?.Id };
        }

        await services.Ending.EndAsync(account, open, static _ => Task.CompletedTask, services.Writes.NewOperation(), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
