using System.Collections.Frozen;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What an account's requests ask of the pacer, one per service: composed once, so that a request costs a look-up.</summary>
internal sealed class XboxServicePaces(Account account)
{
    private readonly FrozenDictionary<XboxService, PaceRequest> _paces =
        XboxServices.All.ToFrozenDictionary(static service => service, service => new PaceRequest([service.ScopeOf(account.Id.Key)]));

    public PaceRequest this[XboxService service] => _paces[service];
}
