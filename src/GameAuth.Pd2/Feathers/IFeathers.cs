using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Pd2;

/// <summary>A Feathers application, by socket (<see cref="FeathersConnection"/>) or by REST (<see cref="FeathersRest"/>): the same calls, the same errors. Safe for use from any thread.</summary>
internal interface IFeathers
{
    /// <summary>Calls a method of a service.</summary>
    /// <typeparam name="T">What its answer is read as; a <see cref="System.Text.Json.JsonElement"/> takes any.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="result">Reads the answer, without reflection.</param>
    /// <param name="cancellationToken">Ends the wait; what was sent may take effect all the same.</param>
    /// <returns>The answer; null where the service answers null or nothing.</returns>
    /// <exception cref="GameAuth.SignInRequiredException">The service no longer takes the token.</exception>
    /// <exception cref="GameAuth.ThrottledException">A limit stands in the way, here or there.</exception>
    /// <exception cref="GameAuth.IllegalStepException">The call is larger than the server takes, so that it would end the connection. Nothing was sent.</exception>
    /// <exception cref="GameAuth.OutcomeUnknownException">It was sent, and its answer was lost, did not come in time, or, for what writes, can not be read. Over REST only what writes ends so.</exception>
    /// <exception cref="GameAuth.ProviderException">The service refuses; its <see cref="GameAuth.ProviderException.Code"/> is the name of the error, such as <c>NotFound</c>. Or it was not reached: nothing was sent.</exception>
    Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken);
}

/// <summary>The six methods, on whatever a Feathers application is reached by.</summary>
internal static class FeathersMethods
{
    public static Task<T?> FindAsync<T>(this IFeathers feathers, string service, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Find, service) { Query = query }, result, cancellationToken);

    public static Task<T?> GetAsync<T>(this IFeathers feathers, string service, string id, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Get, service) { Id = id, Query = query }, result, cancellationToken);

    public static Task<T?> CreateAsync<T>(this IFeathers feathers, string service, FeathersValue data, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Create, service) { Data = data, Query = query }, result, cancellationToken);

    public static Task<T?> UpdateAsync<T>(
        this IFeathers feathers, string service, string id, FeathersValue data, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Update, service) { Id = id, Data = data, Query = query }, result, cancellationToken);

    /// <summary>Without an id it patches whatever the query finds.</summary>
    public static Task<T?> PatchAsync<T>(
        this IFeathers feathers, string service, string? id, FeathersValue data, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Patch, service) { Id = id, Data = data, Query = query }, result, cancellationToken);

    /// <summary>Without an id it removes whatever the query finds.</summary>
    public static Task<T?> RemoveAsync<T>(this IFeathers feathers, string service, string? id, FeathersValue? query, JsonTypeInfo<T> result, CancellationToken cancellationToken) =>
        feathers.CallAsync(new FeathersCall(FeathersMethod.Remove, service) { Id = id, Query = query }, result, cancellationToken);
}
