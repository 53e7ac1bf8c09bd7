/* One program of three units that include the header, one of them without exceptions. */
#ifndef NH_TESTS_UNITS_HPP
#define NH_TESTS_UNITS_HPP

/* True if a wrong send ended as it does in that unit: thrown, or in a result. */
bool fails_with_an_exception();
bool fails_with_a_result();
/* A log callback throws there, where exceptions are on. */
bool survives_a_callback();

#endif
