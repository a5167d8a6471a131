using GameAuth;
using GameAuth.Server.Hytale;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of the Hytale gateway.</summary>
public static class HytaleGatewayEndpointExtensions
{
    /// <summary>
    /// Maps the eight calls below <c>/api/v1/hytale/oauth</c>; whatever else is asked for there is answered with 404 <c>ENDPOINT_NOT_FOUND</c>. They check their callers' tokens themselves; a policy for all
    /// endpoints of the host does not hold for them. A document of <c>services.AddOpenApi()</c> and <c>app.MapOpenApi()</c> describes them. Plain http is refused, but for loopback in Development.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <returns>The group, for what else shall hold for these endpoints.</returns>
    /// <exception cref="GameAuthConfigurationException"><c>AddHytaleGateway()</c> was not called.</exception>
    public static RouteGroupBuilder MapHytaleGateway(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<GatewayPipeline>() is not { } pipeline)
        {
            throw new GameAuthConfigurationException("MapHytaleGateway() maps the endpoints of a Hytale gateway, and there is none: call AddHytaleGateway() on the builder of AddGameAuthServer().") { Step = "options" };
        }

        RouteGroupBuilder group = endpoints.MapGroup(GatewayOperation.Root);
        foreach (GatewayOperation operation in GatewayOperation.All)
        {
            RequestDelegate answer = context => pipeline.AnswerAsync(context, operation);
            GatewayContract contract = GatewayContract.Of(operation);

            // A document of the host's describes only endpoints that have a method.
            group.MapPost(operation.Path, answer).WithMetadata(answer.Method).WithTags("Hytale gateway").AddOpenApiOperationTransformer((described, context, _) =>
            {
                GatewayDocument.Describe(described, context.Document, contract);
                return Task.CompletedTask;
            });
        }

        RequestDelegate unknown = pipeline.RefuseUnknownAsync;
        group.Map("{**path}", unknown).ExcludeFromDescription();
        group.AllowAnonymous();
        return group;
    }
}
