/** Integrands with the domain of x; a, b > 0 and p > 1 are parameters. All have an elementary antiderivative. */
export const INTEGRALS: readonly (readonly [string, string])[] = `1/(1-x^2)|(-1, 1)
1/(x^2-1)|> 1
1/(x*(1-x))|(0, 1)
1/(x*(1-x))^2|(0, 1)
1/(1-x^2)^2|(-1, 1)
1/(x^2+1)^2|real
1/(x^2+a^2)|real
1/(x^2-a^2)|real
(x+3)/(x^2+x+1)^2|real
1/(x^2-2)|real
1/(2-x^2)|(-1, 1)
1/(x^3-1)|> 1
1/(x^3+2)|positive
1/(x^4+1)|real
1/(x^4-2)|real
x/(x^4+1)|real
1/(x*(x^2+1))|positive
1/((x-a)*(x-b))|real
1/(x^2*(x+a))|positive
x^5/(x^2+1)|real
1/x|real
1/(x^6+1)|real
1/sqrt(x^2+1)|real
1/sqrt(x^2-1)|> 1
1/sqrt(1-x^2)|(-1, 1)
sqrt(x^2+4*a^4)|real
1/(4*sqrt(x^2+4*a^4))|real
(x^2+4)^(-3/2)|real
sqrt(4-x^2/4)|(-4, 4)
1/(x*sqrt(x^2+1))|positive
1/(1+sqrt(x))|positive
1/((x+1)*sqrt(x^2+1))|positive
x^2*sqrt(1-x^2)|(-1, 1)
(x^2+x+1)^(1/2)|real
x^(1/3)/(1+x)|positive
x^2/(x^2+1)^(5/2)|real
1/(a^2-x^2)^(1/2)|(-1/9, 1/9)
exp(x)/(1+exp(x))|real
1/(1+exp(x))|real
1/(2*exp(2*x)+exp(x))|real
1/sqrt(1+exp(x))|real
1/(exp(x)-1)|positive
1/cosh(x)|real
1/sinh(x)|positive
cosh(x)^2|real
1/cosh(x)^3|real
1/(1+cosh(x))|real
1/(2+sinh(x))|positive
tanh(a*x)|real
1/cos(x)|(-1, 1)
2/sin(x)|(0, 3)
cos(x)^2|real
sin(x)^4|real
1/(1+cos(x))|(-1, 1)
1/(2+cos(x))|(-1, 1)
1/(1+sin(x))|(0, 1)
tan(x)^2|(-1, 1)
sin(3*x)*cos(2*x)|real
x^2*exp(-x)|real
x*exp(x^2)|real
exp(sqrt(x))|positive
sin(x)*exp(2*x)|real
x*cosh(x)|real
x^2*log(x)|positive
log(x)^2|positive
1/(x*log(x))|> 1
log(x+sqrt(x^2+1))|real
arsinh(x/(2*a^2))|real
arsinh(x)^2|real
x^2*arctan(x)|real
arcsin(x)^2|(-1, 1)
artanh(x)|(-1, 1)
log(x)/(1+x)^2|positive
sqrt(x)*log(x)|positive
2^x|real
(1-x)^(-p) - (1+x)^(-p)|(-1, 1)`
  .split('\n')
  .map((line) => line.split('|') as [string, string]);
